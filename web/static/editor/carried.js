/* Reading and writing what an element carries.  Every write is one undoable command. */
import { getBusinessObject, is } from "../vendor/modeler.js";

const PROPERTIES = "spiffworkflow:Properties";
const OPERATOR = "spiffworkflow:ServiceTaskOperator";

export class Carried {
  constructor(modeler) {
    this.modeling = modeler.get("modeling", false);
    this.factory = modeler.get("bpmnFactory", false);
    this.definitions = () => modeler.getDefinitions();
  }

  /* Of a pool it is the process that carries things. */
  subject(element) {
    const object = getBusinessObject(element);
    return is(object, "bpmn:Participant") && object.processRef ? object.processRef : object;
  }

  write(element, values) {
    const object = this.subject(element);
    if (object === getBusinessObject(element)) this.modeling.updateProperties(element, values);
    else this.modeling.updateModdleProperties(element, object, values);
  }

  writeInside(element, inner, values) {
    this.modeling.updateModdleProperties(element, inner, values);
  }

  create(type, values, parent) {
    const made = this.factory.create(type, values);
    if (parent) made.$parent = parent;
    return made;
  }

  _extension(element, type) {
    const values = this.subject(element).extensionElements?.values || [];
    return values.find((each) => is(each, type));
  }

  _replaceExtension(element, type, replacement) {
    const object = this.subject(element);
    const others = (object.extensionElements?.values || []).filter((each) => !is(each, type));
    const values = replacement ? [...others, replacement] : others;
    const holder = values.length
      ? this.create("bpmn:ExtensionElements", { values }, object)
      : undefined;
    if (replacement) replacement.$parent = holder;
    this.write(element, { extensionElements: holder });
  }

  /* Properties: pairs of names and texts. */

  pairs(element) {
    const found = this._extension(element, PROPERTIES);
    return (found?.values || []).map((each) => [each.name, each.value]);
  }

  property(element, name) {
    return this.pairs(element).find((pair) => pair[0] === name)?.[1] || "";
  }

  setProperties(element, changes) {
    const pairs = this.pairs(element);
    for (const [name, value] of Object.entries(changes)) {
      const known = pairs.find((pair) => pair[0] === name);
      if (known) known[1] = value;
      else pairs.push([name, value]);
    }
    this.setPairs(element, pairs);
  }

  /* A property without a value is never written: the engine cannot read one. */
  setPairs(element, pairs) {
    const kept = pairs.filter(([name, value]) => name && value);
    const properties = kept.length ? this.create(PROPERTIES, {}) : null;
    if (properties) {
      properties.values = kept.map(([name, value]) =>
        this.create("spiffworkflow:Property", { name, value }, properties));
    }
    this._replaceExtension(element, PROPERTIES, properties);
  }

  /* The operator of a service task. */

  operator(element) {
    const found = this._extension(element, OPERATOR);
    if (!found) return null;
    const parameters = {};
    for (const each of found.parameterList?.parameters || []) parameters[each.id] = each.value;
    return { name: found.id, result: found.resultVariable || "", parameters };
  }

  setOperator(element, { name, result, parameters }) {
    if (!name) return this._replaceExtension(element, OPERATOR, null);
    const operator = this.create(OPERATOR, { id: name });
    if (result) operator.resultVariable = result;
    const given = Object.entries(parameters).filter(([, value]) => value);
    if (given.length) {
      const list = this.create("spiffworkflow:Parameters", {}, operator);
      list.parameters = given.map(([id, value]) =>
        this.create("spiffworkflow:Parameter", { id, type: "str", value }, list));
      operator.parameterList = list;
    }
    return this._replaceExtension(element, OPERATOR, operator);
  }

  /* The English instruction is BPMN's own documentation. */

  documentation(element) {
    return this.subject(element).documentation?.[0]?.text || "";
  }

  setDocumentation(element, text) {
    const object = this.subject(element);
    const documentation = text ? [this.create("bpmn:Documentation", { text }, object)] : [];
    this.write(element, { documentation });
  }

  setCondition(element, text) {
    const object = getBusinessObject(element);
    const conditionExpression = text
      ? this.create("bpmn:FormalExpression", { body: text }, object)
      : undefined;
    this.write(element, { conditionExpression });
  }

  /* Events. */

  eventDefinition(element) {
    return getBusinessObject(element).eventDefinitions?.[0] || null;
  }

  setTimer(element, form, text) {
    const definition = this.eventDefinition(element);
    const values = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    values[form] = this.create("bpmn:FormalExpression", { body: text }, definition);
    this.writeInside(element, definition, values);
  }

  /* Messages and signals are elements of the file; their id is their name. */
  roots(type) {
    return this.definitions().rootElements.filter((each) => is(each, type));
  }

  setReference(element, type, attribute, name) {
    const definition = this.eventDefinition(element) || getBusinessObject(element);
    let target = this.roots(type).find((each) => each.name === name);
    if (!target && name) {
      const all = this.definitions();
      target = this.create(type, { id: name, name }, all);
      all.rootElements.splice(0, 0, target);
    }
    this.writeInside(element, definition, { [attribute]: name ? target : undefined });
  }

  /* Several instances of a task, one for each item of a list. */

  rounds(element) {
    const loop = getBusinessObject(element).loopCharacteristics;
    if (!is(loop || {}, "bpmn:MultiInstanceLoopCharacteristics")) return null;
    return {
      list: loop.loopDataInputRef?.id || "",
      item: loop.inputDataItem?.name || loop.inputDataItem?.id || "",
      sequential: Boolean(loop.isSequential),
      until: loop.completionCondition?.body || "",
    };
  }

  setRounds(element, rounds) {
    const object = getBusinessObject(element);
    if (!rounds) return this.write(element, { loopCharacteristics: undefined });
    const loop = this.create("bpmn:MultiInstanceLoopCharacteristics", {}, object);
    if (rounds.sequential) loop.isSequential = true;
    if (rounds.list) loop.loopDataInputRef = this._dataOf(object, rounds.list);
    if (rounds.item) {
      loop.inputDataItem = this.create("bpmn:DataInput", { id: rounds.item, name: rounds.item }, loop);
    }
    if (rounds.until) {
      loop.completionCondition = this.create("bpmn:FormalExpression", { body: rounds.until }, loop);
    }
    return this.write(element, { loopCharacteristics: loop });
  }

  /* BPMN refers to the list by id, so the process declares it. */
  _dataOf(object, name) {
    let process = object;
    while (process && !is(process, "bpmn:Process")) process = process.$parent;
    const declared = process.get("properties");
    let found = declared.find((each) => each.id === name);
    if (!found) {
      found = this.create("bpmn:Property", { id: name, name }, process);
      declared.push(found);
    }
    return found;
  }
}
