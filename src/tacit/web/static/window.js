// While a new record is filled in, asks what is needed in this case, what speaks against it and until when whom it would
// ask; the answer stands above the buttons, and is read out when one pauses.
for (const form of document.querySelectorAll("form[data-check]")) {
  const shown = form.querySelector("[data-checked]");
  let timer, running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.check, { method: "POST", body, signal: running.signal }).catch(() => null);
    if (!answer?.ok) {
      return;
    }
    const told = await answer.text();
    if (shown.dataset.last !== told) {
      shown.dataset.last = told;
      shown.innerHTML = told;
    }
    const needed = shown.querySelector("[data-needed]")?.dataset.needed.split("|") ?? [];
    for (const mark of form.querySelectorAll("[data-need]")) {
      mark.hidden = !needed.includes(mark.dataset.need);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  });
}
