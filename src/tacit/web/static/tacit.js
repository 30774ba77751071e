// Loads what a page asks for by its attributes, and nothing else: pages work without any of it.
const parts = [
  ["form[data-draft], [data-done], [data-inline]", "drafts.js"],
  ["[data-preview], [data-inline]", "preview.js"],
  ["form[data-check]", "window.js"],
  ["[data-inline]", "inline.js"],
  ["[data-keys]", "keys.js"],
  ["[data-live]", "live.js"],
  ["[data-board]", "board.js"],
  ["[data-search]", "search.js"],
  ["[data-at-once]", "at_once.js"],
];

const wanted = parts.filter(([place]) => document.querySelector(place)).map(([, file]) => new URL(file, import.meta.url));
await Promise.all(wanted.map((address) => import(address.href)));
document.documentElement.dataset.ready = "";
