// What pages do beyond HTML: the live stream, the keyboard, printing. Pages are readable without any of it.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);

  // ---- live: one event stream per browser ------------------------------------------------------------------------
  // The tab that holds the lock opens the stream and passes every message on to the others: browsers allow
  // six connections to one host, and a clinician opens more tabs than that.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("dsn-live") : null;

  function hear(message) {
    if (message.event === "state") { // every page shows the same line, and asks for it anew
      document.body.dispatchEvent(new Event("dsn:state"));
      return;
    }
    for (const place of document.querySelectorAll("[data-live-about]")) {
      if (place.dataset.liveAbout !== message.about) continue;
      const count = Number(place.dataset.count || 0) + message.count;
      place.dataset.count = count;
      const link = document.createElement("a");
      link.className = "button";
      link.href = location.pathname;
      link.textContent = count === 1 ? place.dataset.one : place.dataset.many.replace("{count}", count);
      place.replaceChildren(link);
    }
  }

  function openStream(url) {
    const stream = new EventSource(url);
    const pass = (event) => {
      const message = JSON.parse(event.data);
      hear(message);
      if (channel) channel.postMessage(message);
    };
    for (const name of ["filed", "state"]) stream.addEventListener(name, pass);
    addEventListener("pagehide", () => stream.close());
  }

  function startLive() {
    const url = document.body.dataset.live;
    if (!url || !("EventSource" in window)) return;
    if (channel) channel.addEventListener("message", (event) => hear(event.data));
    if (!navigator.locks) return openStream(url);
    navigator.locks.request("dsn-live", () => {
      openStream(url);
      return new Promise(() => {}); // held until this tab goes
    });
  }

  // ---- keyboard --------------------------------------------------------------------------------------------------
  const isTyping = (element) => element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  function moveInList(list, step) {
    const links = [...list.querySelectorAll("a[data-row]")];
    if (!links.length) return;
    const next = links.indexOf(document.activeElement) + step;
    if (next < 0) {
      const box = $("[data-list='" + list.id + "']");
      if (box) box.focus();
      return;
    }
    links[Math.min(next, links.length - 1)].focus();
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !isTyping(event.target)) {
      const box = $("#query") || $("#find");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const name = event.target.dataset ? event.target.dataset.list : "";
    const list = name ? document.getElementById(name) : event.target.closest ? event.target.closest("[data-keys]") : null;
    if (!list) return;
    event.preventDefault();
    moveInList(list, event.key === "ArrowDown" ? 1 : -1);
  }

  // ---- small things ----------------------------------------------------------------------------------------------
  addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
  addEventListener("keydown", onKey);
  document.addEventListener("htmx:sendError", () => {
    const place = $("#notice"), text = document.body.dataset.offline;
    if (place && text) place.textContent = text;
  });
  for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  startLive();
})();
