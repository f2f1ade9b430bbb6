// How are boxes drawn over a page? With the mouse or a pen on its picture; the rows of numbers beside it are what is sent.

const svg = document.querySelector("svg[data-draw]");
const form = document.querySelector("form[data-boxes]");
if (svg && form) {
  const { width, height } = svg.viewBox.baseVal;
  const sides = ["left", "top", "width", "height"];
  const rows = () => [...form.querySelectorAll("[data-row]")];
  const field = (row, name) => row.querySelector(`[name="box.${row.dataset.row}.${name}"]`);
  const percent = (row, name) => Number.parseFloat(field(row, name).value);

  const shape = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // What the rows say is what is shown: a row that is taken away or not whole has no box.
  const show = () => {
    svg.replaceChildren();
    for (const row of rows()) {
      const [left, top, wide, high] = sides.map((name) => percent(row, name));
      if (field(row, "remove").checked || !(wide > 0 && high > 0 && left >= 0 && top >= 0)) continue;
      const box = shape("rect", { x: left * width / 100, y: top * height / 100, width: wide * width / 100, height: high * height / 100 });
      box.dataset.of = row.dataset.row;
      if (!field(row, "ground").value) box.setAttribute("class", "bare");
      svg.append(box);
    }
  };

  const isFree = (row) => sides.every((name) => !field(row, name).value);

  // The first row that is free; where none is left, one more.
  const free = () => {
    const found = rows().find(isFree);
    if (found) return found;
    const last = rows().at(-1);
    const next = String(Math.max(...rows().map((row) => Number(row.dataset.row))) + 1);
    const row = last.cloneNode(true);
    row.dataset.row = next;
    for (const part of row.querySelectorAll("[name]")) part.name = part.name.replace(/^box\.\d+/, `box.${next}`);
    for (const part of row.querySelectorAll("[id]")) part.id = part.id.replace(/^b-\d+/, `b-${next}`);
    for (const label of row.querySelectorAll("label[for]")) label.htmlFor = label.htmlFor.replace(/^b-\d+/, `b-${next}`);
    row.querySelector("legend").textContent = "新的一处";
    row.querySelector(".remove .quiet")?.remove();
    for (const name of sides) field(row, name).value = "";
    field(row, "remove").checked = false;
    last.after(row);
    return row;
  };

  // Most boxes of a paper have one ground: the one chosen last is offered.
  const lastGround = () => rows().filter((row) => !isFree(row)).map((row) => field(row, "ground").value).findLast(Boolean) ?? "";

  const at = (event) => {
    const place = svg.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, value * 100));
    return [within((event.clientX - place.left) / place.width), within((event.clientY - place.top) / place.height)];
  };

  let from = null;
  let drawn = null;
  svg.addEventListener("pointerdown", (event) => {
    // A finger scrolls the page.
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    if (event.target.dataset.of) {
      form.querySelector(`[data-row="${event.target.dataset.of}"] select`).focus();
      return;
    }
    from = at(event);
    drawn = shape("rect", { class: "drawing" });
    svg.append(drawn);
    svg.setPointerCapture(event.pointerId);
  });
  const spanned = (event) => {
    const to = at(event);
    return [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  };
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [left, top, wide, high] = spanned(event);
    const places = { x: left * width / 100, y: top * height / 100, width: wide * width / 100, height: high * height / 100 };
    for (const [key, value] of Object.entries(places)) drawn.setAttribute(key, value);
  });
  svg.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = spanned(event);
    from = null;
    if (box[2] > 0.3 && box[3] > 0.3) {
      const ground = lastGround();
      const row = free();
      sides.forEach((name, n) => { field(row, name).value = box[n].toFixed(2); });
      if (!field(row, "ground").value) field(row, "ground").value = ground;
      field(row, "ground").focus({ preventScroll: true });
    }
    show();
  });
  svg.addEventListener("pointercancel", () => { from = null; show(); });
  form.addEventListener("input", show);
  show();
}
