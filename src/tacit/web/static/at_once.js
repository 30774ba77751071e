// A form that waits for nothing: with scripts, nobody has to press its button.
document.querySelector("[data-at-once]").requestSubmit();
