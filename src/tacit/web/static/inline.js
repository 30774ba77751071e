// Opens the form of an act, or of one section, where one is instead of on a page of its own.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-inline]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
    return;
  }
  event.preventDefault();
  const open = document.getElementById(link.dataset.opened ?? "");
  if (open) {
    open.querySelector("textarea, input:not([type=hidden]), select, button")?.focus();
    return;
  }
  const answer = await fetch(link.href).catch(() => null);
  const found = answer && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-act]");
  if (!found) {
    location.assign(link.href);
    return;
  }
  show(link, document.adoptNode(found));
});

let count = 0;

function show(link, form) {
  count += 1;
  const place = document.createElement("div");
  place.id = link.dataset.opened = `inline-${count}`;
  place.className = "in-place";
  // Two forms of one page may not share the names of their places.
  for (const one of form.querySelectorAll("[id]")) {
    one.id = `${place.id}-${one.id}`;
  }
  for (const name of ["for", "list", "aria-describedby"]) {
    for (const one of form.querySelectorAll(`[${name}]`)) {
      one.setAttribute(name, `${place.id}-${one.getAttribute(name)}`);
    }
  }
  place.append(form);
  const part = link.dataset.inline ? document.getElementById(link.dataset.inline) : null;
  const body = part?.querySelector(".prose, p.soft");
  if (body) {
    body.hidden = true;
    body.after(place);
  } else {
    link.closest(".acts, section, main").after(place);
  }
  form.querySelector("[data-cancel]")?.addEventListener("click", (event) => {
    event.preventDefault();
    place.remove();
    delete link.dataset.opened;
    if (body) {
      body.hidden = false;
    }
    link.focus();
  });
  place.dispatchEvent(new CustomEvent("inlined", { bubbles: true }));
  form.querySelector("textarea, input:not([type=hidden]), select, button")?.focus();
}
