// Keeps what is typed into a form until the server says that it is done: a lost connection, a closed tab or a refusal
// loses nothing. A draft belongs to one form and one version of its record; one of an earlier version is offered.
const FORM = "form[data-draft]", AGE = 30 * 24 * 3600 * 1000;
const key = (form) => `draft:${form.dataset.draft}`;
const inputs = (form) => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");

for (const done of document.querySelectorAll("[data-done]")) {
  const name = `draft:${done.dataset.done}`;
  for (const kept of Object.keys(localStorage)) {
    if (kept === name || kept.startsWith(`${name}/`)) {
      localStorage.removeItem(kept);
    }
  }
  localStorage.removeItem(`draft:/new/${done.dataset.kind}`);
}

function state(form) {
  return inputs(form).map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]);
}

function put(form, values) {
  inputs(form).forEach((one, place) => {
    const [name, value] = values[place] ?? [];
    if (name !== one.name) {
      return;
    }
    if (one.type === "checkbox") {
      one.checked = value;
    } else {
      one.value = value;
    }
    one.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function note(form, text, ...buttons) {
  const bar = barOf(form);
  bar.classList.remove("is-late");
  bar.replaceChildren(text, ...buttons.flatMap((one) => [" ", one]));
  return bar;
}

function barOf(form) {
  let bar = form.querySelector(":scope > .kept");
  if (!bar) {
    bar = document.createElement("p");
    bar.className = "kept";
    bar.setAttribute("role", "status");
    form.prepend(bar);
  }
  return bar;
}

function button(text, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = text;
  made.addEventListener("click", pressed);
  return made;
}

function keep(form) {
  const draft = { at: Date.now(), version: form.dataset.version, values: state(form) };
  try {
    localStorage.setItem(key(form), JSON.stringify(draft));
  } catch {
    note(form, "This browser keeps no drafts: what you type is on this page only.");
  }
}

function kept(form) {
  try {
    const draft = JSON.parse(localStorage.getItem(key(form)));
    return draft && Date.now() - draft.at < AGE ? draft : null;
  } catch {
    return null;
  }
}

function take(form) {
  const first = state(form);
  const draft = kept(form);
  if (!draft || JSON.stringify(draft.values) === JSON.stringify(first)) {
    return;
  }
  const time = new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const discard = button("Discard", () => {
    localStorage.removeItem(key(form));
    put(form, first);
    note(form, "");
    localStorage.removeItem(key(form));
  });
  const restore = () => {
    put(form, draft.values);
    note(form, `Your draft of ${time} is back.`, discard);
  };
  if (document.querySelector(".problem, .conflict")?.closest("main") === form.closest("main")) {
    return; // the server has just shown what was typed
  }
  if (draft.version === form.dataset.version) {
    restore();
  } else {
    note(form, `There is a draft of ${time}, begun on an earlier text.`, button("Put it back", restore), discard);
  }
}

// Nothing is sent into the void: where the server cannot be reached, the page stays as it is and says so.
async function send(event) {
  const form = event.target;
  if (!form.matches(FORM) || form.dataset.reached) {
    return;
  }
  event.preventDefault();
  const pressed = event.submitter;
  keep(form);
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) });
  } catch {
    const said = "Not sent: the server cannot be reached. What you typed is kept here; send it again in a while.";
    note(form, said).classList.add("is-late");
    return;
  }
  form.dataset.reached = "yes";
  form.requestSubmit(pressed);
  setTimeout(() => delete form.dataset.reached, 1000);
}

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const form = event.target.closest?.(FORM);
  if (form && event.isTrusted) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), 250));
  }
});
document.addEventListener("submit", send);
document.addEventListener("inlined", (event) => event.target.querySelectorAll(FORM).forEach(take));
document.querySelectorAll(FORM).forEach(take);
