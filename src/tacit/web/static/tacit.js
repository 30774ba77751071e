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

for (const [wanted, file] of parts) {
  if (document.querySelector(wanted)) {
    const address = new URL(file, import.meta.url);
    import(address.href);
  }
}
