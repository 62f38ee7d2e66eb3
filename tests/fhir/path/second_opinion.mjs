// Reads {resource, expressions} on standard input; writes what the npm package `fhirpath` finds for each.
import { createRequire } from 'node:module';
const require = createRequire(process.argv[2] + '/');
const fhirpath = require('fhirpath');
const model = require('fhirpath/fhir-context/r4');

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { resource, expressions } = JSON.parse(input);
const found = expressions.map((expression) => {
  try {
    return { items: fhirpath.evaluate(resource, expression, {}, model, { resolveInternalTypes: true }) };
  } catch (error) {
    return { error: String(error.message ?? error).slice(0, 200) };
  }
});
process.stdout.write(JSON.stringify(found));
