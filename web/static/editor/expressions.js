/* Expressions while they are typed: completion of what there is, and the server's check. */
import { node } from "./fields.js";
import { t } from "./texts.js";

const WORD = /[A-Za-z_][A-Za-z0-9_]*$/;

export class Expressions {
  constructor(server, words) {
    this.server = server;
    this.words = words;
  }

  /* Give a field's control its list of offers and its line for problems. */
  attend(made, field, id) {
    const list = node("ul", { class: "erm-offers", role: "listbox", id: `${id}-list`, "aria-label": t("offers"), hidden: true });
    const says = node("p", { class: "erm-prop__says", id: `${id}-says`, role: "status" });
    made.box.append(list, says);
    made.input.setAttribute("aria-controls", list.id);
    const described = made.input.getAttribute("aria-describedby");
    made.input.setAttribute("aria-describedby", [described, says.id].filter(Boolean).join(" "));
    const offers = new Offers(made.input, list, (word) => this.offered(word, field));
    let timer = null;
    const check = () => { window.clearTimeout(timer); timer = window.setTimeout(() => this.check(made.input, field, says), 350); };
    made.input.addEventListener("input", () => { grow(made.input); offers.look(); check(); });
    made.input.addEventListener("blur", () => offers.close());
    const refresh = made.refresh;
    made.refresh = () => { refresh(); grow(made.input); this.check(made.input, field, says); };
    window.requestAnimationFrame(() => grow(made.input));
    this.check(made.input, field, says);
  }

  async check(input, field, says) {
    const text = input.value.trim();
    if (input.dataset.checked === text) return;
    input.dataset.checked = text;
    let problems = [];
    if (text) {
      const found = await this.server.check({ text, place: field.place, type: field.type || undefined });
      problems = found?.problems || [];
    }
    if (input.dataset.checked !== text) return;
    says.textContent = problems.map((each) => each.message).join("; ");
    if (problems.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  offered(word, field) {
    const words = this.words;
    const found = [
      ...(field.suggest?.() || []).map((text) => ({ text, what: "" })),
      ...words.variables.map((text) => ({ text, what: t("variable") })),
      ...words.functions.map((each) => ({ text: `${each.name}(`, what: each.help || each.returns })),
    ];
    const wanted = word.toLowerCase();
    return found.filter((each) => each.text.toLowerCase().replace(/^'/, "").startsWith(wanted)).slice(0, 12);
  }
}

/* The list below a field: arrows choose, Enter or Tab takes, Escape closes. */
class Offers {
  constructor(input, list, find) {
    Object.assign(this, { input, list, find, items: [], chosen: -1 });
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.take(Number(item.dataset.index));
    });
  }

  word() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    return before.match(WORD)?.[0] || "";
  }

  look({ always = false } = {}) {
    const word = this.word();
    const empty = this.input.value.trim() === "";
    this.items = word || always || empty ? this.find(word) : [];
    this.chosen = -1;
    this.list.replaceChildren(...this.items.map((each, index) =>
      node("li", { role: "option", id: `${this.list.id}-${index}`, "data-index": index, "aria-selected": "false" },
        node("code", {}, each.text), each.what ? node("small", {}, each.what) : null)));
    this.list.hidden = this.items.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  key(event) {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); this.look({ always: true }); return; }
    if (event.key === "Enter" && this.list.hidden) { event.preventDefault(); this.input.dispatchEvent(new Event("change")); return; }
    if (this.list.hidden) return;
    if (event.key === "Escape") { event.stopPropagation(); this.close(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.choose(this.chosen + (event.key === "ArrowDown" ? 1 : -1));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (this.chosen >= 0) this.take(this.chosen);
      else { this.close(); this.input.dispatchEvent(new Event("change")); }
    }
    if (event.key === "Tab" && this.chosen >= 0) this.take(this.chosen);
  }

  choose(index) {
    this.chosen = (index + this.items.length) % this.items.length;
    Array.from(this.list.children).forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === this.chosen));
      if (at === this.chosen) item.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.chosen}`);
  }

  take(index) {
    const { text } = this.items[index];
    const caret = this.input.selectionStart;
    const start = caret - this.word().length;
    const quoted = text.startsWith("'") && this.input.value[start - 1] === "'" ? 1 : 0;
    this.input.setRangeText(text, start - quoted, caret, "end");
    this.close();
    this.input.dispatchEvent(new Event("input"));
    this.close();
  }
}

function grow(input) {
  input.rows = Math.min(8, Math.max(1, Math.ceil(input.value.length / 34)));
}
