/* What the diagram editor takes from bpmn.io, as one module.  Ours is in static/editor. */
export { default as Modeler } from "bpmn-js/lib/Modeler";
export { default as Viewer } from "bpmn-js/lib/NavigatedViewer";
export { default as minimap } from "diagram-js-minimap";
export { is, getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
export { isExpanded } from "bpmn-js/lib/util/DiUtil";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
