// What makes drafting handier where scripts run? Saving by itself, and pasting from Word or WPS; nothing here is needed.

// `data-paste="/address"` on a textarea: what is pasted with layout is turned into plain paragraphs and table rows by the server.
for (const area of document.querySelectorAll("textarea[data-paste]")) {
  area.addEventListener("paste", async (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    const plain = event.clipboardData.getData("text/plain");
    event.preventDefault();
    insert(area, await cleaned(area, html).catch(() => plain));
  });
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
