/* Autosave: a moment after the last change; never two at once, never over others' work. */
import { t } from "./texts.js";

const PAUSE = 1200;
const AGAIN = 10_000;

export class Saving {
  constructor(modeler, server, { panel, place, saved, conflict }) {
    Object.assign(this, { modeler, server, panel, place, saved, conflict });
    this.changed = false;
    this.running = null;
    this.stopped = false;
    modeler.on("commandStack.changed", () => this.note());
    window.addEventListener("beforeunload", (event) => {
      if (this.changed || this.running) { this.now(); event.preventDefault(); }
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.now(); });
  }

  /* A file that was just read: nothing is changed yet. */
  opened(xml) {
    this.original = xml;
    this.changed = false;
    this.tell(t("saved_revision", { revision: this.server.revision }));
  }

  note() {
    if (!this.modeler.getDefinitions()) return;
    this.changed = true;
    this.tell(t("unsaved"));
    this.later(PAUSE);
  }

  later(wait) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), wait);
  }

  async now() {
    window.clearTimeout(this.timer);
    this.panel.flush();
    if (this.running) await this.running;
    if (!this.changed || this.stopped) return;
    this.running = this._save();
    await this.running;
    this.running = null;
    if (this.changed && !this.stopped) this.later(this.failed ? AGAIN : PAUSE);
  }

  async _save() {
    const xml = await this.xml();
    this.changed = false;
    this.failed = false;
    this.tell(t("saving"));
    try {
      const told = await this.server.save(xml);
      this.tell(t("saved_revision", { revision: told.revision }));
      this.saved(told);
    } catch (problem) {
      this.changed = true;
      this.failed = true;
      if (problem.status === 412 || problem.status === 409 || problem.status === 404) {
        this.stopped = true;
        this.tell(t("not_saved"), true);
        this.conflict(problem);
      } else {
        const why = problem.status === 401 ? t("signed_out") : problem.message;
        this.tell(`${t("not_saved")} ${why}`, true);
      }
    }
  }

  /* All undone: the very bytes that were read. Apostrophes stay as people write them. */
  async xml() {
    const stack = this.modeler.get("commandStack");
    if (!stack.canUndo() && this.original) return this.original;
    const { xml } = await this.modeler.saveXML({ format: true });
    return xml.replace(/&#39;/g, "'");
  }

  tell(text, bad = false) {
    this.place.textContent = text;
    this.place.classList.toggle("is-bad", bad);
  }
}
