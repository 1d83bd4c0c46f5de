/* The draft at the server: read, saved by revision, checked. */
import { config } from "./texts.js";

/* What the server refused; ``status`` and its sentence. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export class Server {
  constructor() {
    this.revision = config.revision;
  }

  async ask(path, { method = "GET", body, type = "application/json", headers = {} } = {}) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const answer = await fetch(config.api + path, {
      method,
      body,
      headers: { "X-CSRFToken": token, ...(body === undefined ? {} : { "Content-Type": type }), ...headers },
      credentials: "same-origin",
    });
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, told.detail || answer.statusText);
  }

  async open() {
    const answer = await fetch(config.source, { credentials: "same-origin" });
    if (!answer.ok) throw new Refused(answer.status, answer.statusText);
    const etag = answer.headers.get("ETag");
    if (config.draft && etag) this.revision = Number(etag.replace(/\D/g, ""));
    return answer.text();
  }

  async save(xml) {
    const answer = await this.ask("", {
      method: "PUT", body: xml, type: "application/xml",
      headers: { "If-Match": `"${this.revision}"` },
    });
    const told = await answer.json();
    this.revision = told.revision;
    return told;
  }

  async copy(xml) {
    const answer = await this.ask("/copy", { method: "POST", body: xml, type: "application/xml" });
    return answer.json();
  }

  async difference(xml) {
    const answer = await this.ask("/difference", { method: "POST", body: xml, type: "application/xml" });
    return answer.json();
  }

  async state() { return (await this.ask("")).json(); }

  async words() { return (await this.ask("/words")).json(); }

  async presence(closed = false) {
    const answer = await this.ask("/presence", { method: "POST", body: JSON.stringify({ closed }) });
    return answer.json();
  }

  async check(expression) {
    if (!config.draft) return null;
    try {
      const answer = await this.ask("/check", { method: "POST", body: JSON.stringify(expression) });
      return await answer.json();
    } catch (_problem) {
      return null;
    }
  }
}
