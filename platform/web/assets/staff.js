// What makes staff pages handier where scripts run? Nothing here is needed to finish any act.

// The list of what is wrong is read first.
document.querySelector("#errors")?.focus();

// `data-confirm="…"` on a form or a button: ask before it goes.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// `data-unsaved` on a form: leaving with changes asks first.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// `data-copy="#id"` on a button: copies a text, says so.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = "已复制";
  });
}

// `data-check-all="name"` on a checkbox: marks every box of that name, and counts them in `[data-checked-count]`.
for (const all of document.querySelectorAll("input[data-check-all]")) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.checkAll}"]`);
  const count = () => {
    const n = [...boxes()].filter((box) => box.checked).length;
    for (const place of document.querySelectorAll("[data-checked-count]")) place.textContent = n ? `已选 ${n} 项` : "";
  };
  all.hidden = false;
  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; count(); });
  for (const box of boxes()) box.addEventListener("change", count);
}

// `data-submit` on a select or a checkbox of a filter: choosing is enough.
for (const field of document.querySelectorAll("[data-submit]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
