/* Dialogs of the editor: shortcuts, and what to do when somebody else saved first. */
import { node } from "./fields.js";
import { config, t } from "./texts.js";

const at = (id) => document.getElementById(id);

export function wireDialogs() {
  for (const button of document.querySelectorAll("[data-dialog]")) {
    button.addEventListener("click", () => at(button.dataset.dialog).showModal());
  }
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "?" && !writing) at("shortcuts").showModal();
  });
}

/* Nothing is overwritten: mine becomes a draft of its own, or theirs is taken. */
export function conflictDialog(problem, saving, server) {
  const dialog = at("conflict");
  at("conflict-says").textContent = problem.message;
  at("conflict-mine").onclick = async () => {
    try {
      const made = await server.copy(await saving.xml());
      leave(saving, config.edit + "?draft=" + made.draft);
    } catch (refusal) {
      at("conflict-says").textContent = refusal.message;
    }
  };
  at("conflict-theirs").onclick = () => leave(saving, window.location.href);
  at("conflict-look").onclick = async () => {
    const told = await server.difference(await saving.xml());
    const lines = told.changes.map((each) => node("li", {}, each));
    at("conflict-changes").replaceChildren(...lines);
    if (!lines.length) at("conflict-changes").append(node("li", {}, t("no_difference")));
    at("conflict-changes").hidden = false;
  };
  dialog.showModal();
}

function leave(saving, address) {
  saving.changed = false;
  saving.stopped = true;
  window.location.assign(address);
  if (address === window.location.href) window.location.reload();
}
