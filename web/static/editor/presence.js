/* Who else has the draft open, and whether somebody has saved it. */
import { node } from "./fields.js";
import { config, t } from "./texts.js";

const BEAT = 15_000;

export class Presence {
  constructor(server, saving, { place, reload }) {
    Object.assign(this, { server, saving, place, reload });
    this.timer = window.setInterval(() => this.beat(), BEAT);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.beat(); });
    window.addEventListener("pagehide", () => this.leave());
    this.beat();
  }

  async beat() {
    if (document.hidden || this.saving.stopped) return;
    let told;
    try {
      told = await this.server.presence();
    } catch (_problem) {
      return;
    }
    const lines = told.editors.map((each) => t("also_here", {
      name: config.people[each.user] || each.user, at: clock(each.since),
    }));
    const newer = told.revision > this.server.revision && !this.saving.running;
    if (newer) {
      const name = config.people[told.changed_by] || told.changed_by || "";
      lines.push(t("saved_by", { name, at: clock(told.changed_at) }));
    }
    this.show(lines, newer);
  }

  show(lines, newer) {
    const said = lines.join(" ");
    if (said === this.said) return;
    this.said = said;
    this.place.hidden = !lines.length;
    this.place.replaceChildren(...lines.map((line) => node("p", {}, line)));
    if (newer) {
      const load = node("button", {
        type: "button", class: "ontario-button ontario-button--secondary erm-button--small",
      }, t("load_newest"));
      load.addEventListener("click", () => this.reload());
      this.place.append(load);
    }
  }

  /* The page may be gone before an answer comes. */
  leave() {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    fetch(`${config.api}/presence`, {
      method: "POST", keepalive: true, body: JSON.stringify({ closed: true }),
      headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
    }).catch(() => {});
  }
}

function clock(text) {
  const at = new Date(text);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}
