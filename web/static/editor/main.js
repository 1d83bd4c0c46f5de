/* The diagram editor: the modeler, and around it what the page offers. */
import { Modeler, Viewer, minimap } from "../vendor/modeler.js";
import { Carried } from "./carried.js";
import { conflictDialog, wireDialogs } from "./dialogs.js";
import { drawing } from "./drawing.js";
import { Expressions } from "./expressions.js";
import { Findings } from "./findings.js";
import { french } from "./french.js";
import { spiffworkflow } from "./moddle.js";
import { Panel } from "./panel.js";
import { Presence } from "./presence.js";
import { Saving } from "./saving.js";
import { Server } from "./server.js";
import { config, t } from "./texts.js";
import { wireTools } from "./tools.js";

const at = (id) => document.getElementById(id);
const NO_WORDS = {
  roles: [], raci: [], milestones: [], forms: [], mails: [], gates: [], messages: [],
  operators: [], functions: [], variables: [],
};

function made() {
  const translate = { translate: ["value", french(config.language)] };
  const common = { container: at("canvas"), moddleExtensions: { spiffworkflow } };
  if (!config.may_edit) return new Viewer({ ...common, additionalModules: [minimap, translate] });
  return new Modeler({ ...common, additionalModules: [minimap, drawing, translate] });
}

async function begin() {
  const modeler = made();
  const server = new Server();
  const words = config.draft ? await server.words() : NO_WORDS;
  const expressions = new Expressions(server, words);
  const context = {
    modeler, words, expressions, carried: new Carried(modeler), readOnly: !config.may_edit,
  };
  const panel = new Panel(at("properties"), modeler, context);
  const findings = new Findings(modeler, {
    list: at("findings"), count: at("findings-count"), go: (id) => go(modeler, id),
  });
  wireTools(modeler);
  wireDialogs();
  const xml = await server.open();
  await modeler.importXML(xml);
  fit(modeler);
  findings.show(config.draft ? (await server.state()).findings : []);
  if (config.may_edit) keep({ modeler, server, panel, findings, words, xml });
  document.documentElement.dataset.editor = "ready";
}

function keep({ modeler, server, panel, findings, words, xml }) {
  const saving = new Saving(modeler, server, {
    panel,
    place: at("state"),
    async saved(told) {
      findings.show(told.findings);
      Object.assign(words, await server.words());
      panel.refresh();
    },
    conflict: (problem) => conflictDialog(problem, saving, server),
  });
  saving.opened(xml);
  new Presence(server, saving, { place: at("others"), reload: () => window.location.reload() });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saving.now();
    }
  });
}

/* A large process is shown from its start, legibly; a small one whole. */
function fit(modeler) {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport");
  if (canvas.zoom() > 0.6) return;
  const start = modeler.get("elementRegistry").find((each) => each.type === "bpmn:StartEvent");
  canvas.zoom(0.75, start ? { x: start.x, y: start.y } : undefined);
  if (start) canvas.scrollToElement(start, { left: 220, top: 200, right: 400, bottom: 200 });
}

function go(modeler, id) {
  const element = modeler.get("elementRegistry").get(id);
  if (!element) return;
  const canvas = modeler.get("canvas");
  if (canvas.zoom() < 0.5) canvas.zoom(0.75);
  canvas.scrollToElement(element, 120);
  modeler.get("selection").select(element);
}

begin().catch((problem) => {
  at("state").textContent = `${t("not_opened")} ${problem.message}`;
  at("state").classList.add("is-bad");
  document.documentElement.dataset.editor = "failed";
});
