"""What every capability needs to read a chart and to give a section of it: `Reading`, `Section`, `shown`."""
