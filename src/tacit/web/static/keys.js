// Keys. An element with data-key is pressed, or gone to, by that key; one with data-go by `g` and then its letter; `j`
// and `k` walk through lists; `?` lists what this page has. Who turned keys off still has the list.
const OFF = document.documentElement.hasAttribute("data-keys-off");
const PATIENCE = 1500; // milliseconds between `g` and its letter
const ROWS = "main .promise-title, main .row-title, main [data-row]";
let going = 0;

const shown = (element) => element.getClientRects().length > 0 && !element.disabled;
const find = (selector) => [...document.querySelectorAll(selector)].find(shown);

function press(element) {
  if (!element) {
    return false;
  }
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else if (element.matches("a, button, summary")) {
    element.click();
  } else {
    element.querySelector("a, button, summary, input, textarea, select")?.focus();
  }
  return true;
}

function walk(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter(shown);
  const here = rows.indexOf(document.activeElement);
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
  next?.focus();
  return rows.length > 0;
}

function answered(key) {
  if (going && Date.now() - going < PATIENCE) {
    going = 0;
    return press(find(`[data-go="${CSS.escape(key)}"]`));
  }
  going = 0;
  const own = find(`[data-key="${CSS.escape(key)}"]`);
  if (own) {
    return press(own);
  }
  switch (key) {
    case "g": going = Date.now(); return true;
    case "j": return walk(1);
    case "k": return walk(-1);
    case "o": return document.activeElement?.matches(ROWS) && press(document.activeElement);
    case "?": return list();
  }
  return false;
}

// The list of keys

function label(element) {
  return element.dataset.keyLabel || element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent;
}

function keysHere() {
  const own = new Map();
  for (const each of [...document.querySelectorAll("[data-key]")].filter(shown)) {
    if (!own.has(each.dataset.key)) { // of several with one key the first is meant
      own.set(each.dataset.key, label(each));
    }
  }
  const found = [...own].map(([key, what]) => [[key], what]);
  if (find(ROWS)) {
    found.push([["j"], "Next in the list"], [["k"], "The one before"], [["o"], "Open it"]);
  }
  found.push([["?"], "These keys"], [["Esc"], "Close what is open"]);
  for (const each of [...document.querySelectorAll("[data-go]")].filter(shown)) {
    found.push([["g", each.dataset.go], label(each)]);
  }
  return found;
}

function made(name, text, ...children) {
  const element = document.createElement(name);
  element.append(...(text ? [text] : []), ...children);
  return element;
}

function list() {
  const heading = made("h2", "Keys");
  heading.id = "keys-heading";
  const close = made("button", "Close");
  close.autofocus = true;
  const form = made("form", "", close);
  form.method = "dialog";
  const rows = made("dl", "");
  for (const [keys, what] of OFF ? [] : keysHere()) {
    rows.append(made("div", "", made("dt", "", ...keys.map((key) => made("kbd", key))), made("dd", what.trim())));
  }
  const way = made("a", "your settings");
  way.href = "/settings#browser";
  const note = OFF ? made("p", "Keys are turned off in this browser. They are turned on in ", way, ".") : made("p", "Not wanted? They are turned off in ", way, ".");
  note.className = "soft";
  const dialog = made("dialog", "", heading, rows, note, form);
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", list);
}

if (!OFF) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing) {
      return;
    }
    if (answered(event.key)) {
      event.preventDefault();
    }
  });
}
