/* The buttons above the canvas. */
import { config } from "./texts.js";

const at = (id) => document.getElementById(id);

export function wireTools(modeler) {
  const canvas = () => modeler.get("canvas");
  const zoom = (factor) => canvas().zoom(Math.min(4, Math.max(0.15, canvas().zoom() * factor)));
  const does = {
    "zoom-in": () => zoom(1.25),
    "zoom-out": () => zoom(0.8),
    "zoom-fit": () => canvas().zoom("fit-viewport"),
    minimap: () => modeler.get("minimap").toggle(),
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    find: () => modeler.get("searchPad").toggle(),
  };
  for (const button of document.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", () => does[button.dataset.tool]());
  }
  if (!config.may_edit) return;
  const update = () => {
    const stack = modeler.get("commandStack");
    at("undo").disabled = !stack.canUndo();
    at("redo").disabled = !stack.canRedo();
  };
  modeler.on("commandStack.changed", update);
  modeler.on("import.done", update);
}
