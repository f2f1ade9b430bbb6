// What makes drafting handier where scripts run? Saving by itself, and pasting from Word or WPS; nothing here is needed.

// `data-paste="/address"` on a textarea: what is pasted with layout is turned into plain paragraphs and table rows by the server.
// Pictures go with the files of the form, and the text names them; one whose bytes the clipboard keeps to itself is told.
for (const area of document.querySelectorAll("textarea[data-paste]")) {
  area.addEventListener("paste", async (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => kinds[file.type]);
    if (!html && !files.length) return;
    const plain = event.clipboardData.getData("text/plain");
    event.preventDefault();
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = [...page.querySelectorAll("img")];
    // A picture alone comes as a file, and from some programs as a page around it besides.
    const alone = files.length > 0 && !page.body.textContent.trim();
    const lines = alone ? files.map((file) => `![](${brought(area, file)})`) : [];
    const kept = alone ? [] : found.filter((image) => {
      const file = fileOf(image.src);
      if (file) image.src = brought(area, file);
      return file;
    });
    insert(area, alone ? `\n${lines.join("\n")}\n` : await cleaned(area, page.body.innerHTML).catch(() => plain));
    tellPasted(area, lines.length + kept.length, alone ? 0 : found.length - kept.length);
  });
}

// The pictures that a page can show.
const kinds = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp" };

function fileOf(address) {
  const [, type, bytes] = /^data:([a-z/]+);base64,(.*)$/s.exec(address) ?? [];
  if (!kinds[type]) return null;
  try {
    return new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], "", { type });
  } catch {
    return null;
  }
}

// Puts a picture among the files that go with the form; gives the name by which the text may call it.
function brought(area, file) {
  const input = area.form.querySelector("input[type=file][name=attachment]");
  const all = new DataTransfer();
  for (const own of input.files) all.items.add(own);
  const now = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const name = `粘贴图片${now}-${input.files.length + 1}.${kinds[file.type]}`;
  all.items.add(new File([file], name, { type: file.type }));
  input.files = all.files;
  return name;
}

function tellPasted(area, n, lost) {
  const said = area.form.querySelector("[data-pasted]");
  const taken = n ? `已带入 ${n} 幅图，保存时一并上传；请在方括号内补上图片说明。` : "";
  const left = lost ? `有 ${lost} 幅图没有带入：请在原文件中另存为 PNG 或 JPG，添加为附件，再把文件名写进相应的圆括号。` : "";
  said.textContent = taken + left;
}

async function cleaned(area, html) {
  const body = new URLSearchParams({ token: area.form.elements.token.value, html });
  const answer = await fetch(area.dataset.paste, { method: "POST", body, headers: { accept: "text/plain" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

// The browser's own way keeps "undo" working; where it is gone, the text is put in all the same.
function insert(area, text) {
  area.focus();
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// `data-autosave="20"` on the form of a draft: saves every so many seconds what was changed; says so, and says who else is there.
const draft = document.querySelector("form[data-autosave]");
if (draft) {
  const said = draft.querySelector("[data-saved]");
  let changed = false;
  let stopped = false;
  draft.addEventListener("input", () => { changed = true; });
  draft.addEventListener("submit", () => { stopped = true; });
  setInterval(async () => {
    if (!changed || stopped) return;
    changed = false;
    const form = new FormData(draft);
    form.set("autosave", "1");
    // Files go with a deliberate save only.
    form.delete("attachment");
    try {
      const answer = await fetch(draft.action, { method: "POST", body: form, headers: { accept: "application/json" } });
      const outcome = await answer.json();
      if (stopped) return;
      tellOthers(outcome.others ?? []);
      if (answer.ok) {
        draft.elements.version.value = outcome.version;
        said.textContent = `${outcome.saved_at} 已自动保存`;
        return;
      }
      // Somebody else saved: nothing more goes out by itself, nothing typed is touched.
      if (answer.status === 409) stopped = true;
      said.textContent = `未能自动保存：${outcome.reasons.join("；")}`;
    } catch {
      changed = true;
      said.textContent = "未能自动保存：网络不通，您输入的内容仍在本页";
    }
  }, Number(draft.dataset.autosave) * 1000);
}

function tellOthers(names) {
  const line = document.querySelector("#presence");
  if (!line) return;
  line.querySelector("[data-others]").textContent = names.join("、");
  line.hidden = names.length === 0;
}

// `[data-unless-proactive]`: the ground and the words for it are asked for only where there is something to justify.
const unlessProactive = document.querySelector("[data-unless-proactive]");
if (unlessProactive) {
  const chosen = () => document.querySelector("input[name=openness]:checked")?.value ?? "proactive";
  const show = () => { unlessProactive.hidden = chosen() === "proactive"; };
  for (const radio of document.querySelectorAll("input[name=openness]")) radio.addEventListener("change", show);
  show();
}
