/* What can be drawn: what the engine runs; the rest is not offered. */
import { is } from "../vendor/modeler.js";
import { t } from "./texts.js";

const NOT_RUN = /complex-gateway|compensation|script-task|business-rule|transaction|ad-hoc|data-|call-activity|-loop$|send-task|manual-task|replace-with-task$|collapsed/;

class ErmPalette {
  constructor(palette, create, elementFactory) {
    this.create = create;
    this.elementFactory = elementFactory;
    palette.registerProvider(500, this);
  }

  getPaletteEntries() {
    return (entries) => {
      for (const name of Object.keys(entries)) {
        if (/data|group|participant/.test(name)) delete entries[name];
      }
      const { "create.task": task, ...rest } = entries;
      if (!task) return entries;
      const more = {};
      for (const [name, entry] of Object.entries(rest)) {
        more[name] = entry;
        if (name === "create.exclusive-gateway") {
          more["create.user-task"] = this.entry("bpmn:UserTask", "bpmn-icon-user-task", t("user_task"));
          more["create.service-task"] = this.entry("bpmn:ServiceTask", "bpmn-icon-service-task", t("service_task"));
        }
      }
      return more;
    };
  }

  entry(type, className, title) {
    const start = (event) => this.create.start(event, this.elementFactory.createShape({ type }));
    return { group: "activity", className, title, action: { dragstart: start, click: start } };
  }
}
ErmPalette.$inject = ["palette", "create", "elementFactory"];

class ErmPad {
  constructor(contextPad, autoPlace, elementFactory, create) {
    Object.assign(this, { autoPlace, elementFactory, create });
    contextPad.registerProvider(500, this);
  }

  getContextPadEntries(element) {
    return (entries) => {
      const { "append.append-task": task, ...rest } = entries;
      if (!task || !is(element, "bpmn:FlowNode")) return entries;
      return {
        "append.user-task": this.entry("bpmn:UserTask", "bpmn-icon-user-task", t("append_user_task")),
        "append.service-task": this.entry("bpmn:ServiceTask", "bpmn-icon-service-task", t("append_service_task")),
        ...rest,
      };
    };
  }

  entry(type, className, title) {
    const shape = () => this.elementFactory.createShape({ type });
    return {
      group: "model", className, title,
      action: {
        click: (_event, element) => this.autoPlace.append(element, shape()),
        dragstart: (event, element) => this.create.start(event, shape(), { source: element }),
      },
    };
  }
}
ErmPad.$inject = ["contextPad", "autoPlace", "elementFactory", "create"];

class ErmReplace {
  constructor(popupMenu) {
    popupMenu.registerProvider("bpmn-replace", 500, this);
  }

  getPopupMenuHeaderEntries() {
    return (entries) => Object.fromEntries(
      Object.entries(entries).filter(([name]) => !NOT_RUN.test(name) && !/loop|ad-hoc/.test(name)));
  }

  getPopupMenuEntries() {
    return (entries) => Object.fromEntries(
      Object.entries(entries).filter(([name]) => !NOT_RUN.test(name)));
  }
}
ErmReplace.$inject = ["popupMenu"];

export const drawing = {
  __init__: ["ermPalette", "ermPad", "ermReplace"],
  ermPalette: ["type", ErmPalette],
  ermPad: ["type", ErmPad],
  ermReplace: ["type", ErmReplace],
};
