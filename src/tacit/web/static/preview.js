// Shows below a text how it will look, when asked; Ctrl+Enter sends the form that one is typing in.
function offer(area) {
  if (area.dataset.preview === "on") {
    return;
  }
  area.dataset.preview = "on";
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "quiet";
  toggle.textContent = "Preview";
  toggle.setAttribute("aria-expanded", "false");
  const shown = document.createElement("div");
  shown.className = "preview";
  shown.hidden = true;
  shown.setAttribute("aria-live", "polite");
  area.after(toggle, shown);
  let timer;

  async function draw() {
    const answer = await fetch("/preview", { method: "POST", body: new URLSearchParams({ text: area.value }) }).catch(() => null);
    if (answer?.ok) {
      shown.innerHTML = await answer.text();
    } else {
      shown.textContent = "There is no preview now.";
    }
  }

  toggle.addEventListener("click", () => {
    shown.hidden = !shown.hidden;
    toggle.setAttribute("aria-expanded", String(!shown.hidden));
    toggle.textContent = shown.hidden ? "Preview" : "Close the preview";
    if (!shown.hidden) {
      draw();
    }
  });
  area.addEventListener("input", () => {
    clearTimeout(timer);
    if (!shown.hidden) {
      timer = setTimeout(draw, 300);
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("button.first, button:not([type=button])"));
  }
});
document.addEventListener("inlined", (event) => event.target.querySelectorAll("[data-preview]").forEach(offer));
document.querySelectorAll("[data-preview]").forEach(offer);
