import {
  CAP_CATEGORIES,
  CAP_CERTAINTIES,
  CAP_RESPONSES,
  CAP_SEVERITIES,
  CAP_URGENCIES,
} from '@/protocol/alert-kinds';
import { circleOf, polygonOf } from './areas';
import { CAP_MESSAGE_TYPES, CAP_NAMESPACE, CAP_SCOPES, CAP_STATUSES, SIGNATURE_NAMESPACE } from './message';
import type { XmlTree } from './read-xml';
import { Refusal } from './refusals';
import { assertWholeUri } from './resources';
import {
  atMost,
  type Check,
  matching,
  nameOfMessage,
  notEmpty,
  oneOf,
  referencesIn,
  time,
  visible,
  wordsIn,
} from './values';

/** How often an element occurs: once, at most once, any number of times, at least once. */
type Occurs = 'one' | 'optional' | 'many' | 'some';

/** An element that CAP 1.2 has in another one: its own elements, or the checks of its text. */
interface Element {
  name: string;
  occurs: Occurs;
  elements?: readonly Element[];
  checks?: readonly Check[];
}

const text = (name: string, occurs: Occurs, ...checks: Check[]): Element => ({
  name,
  occurs,
  checks: [visible, ...checks],
});
const group = (name: string, occurs: Occurs, ...elements: Element[]): Element => ({ name, occurs, elements });
const named = (name: string) =>
  group(
    name,
    'many',
    text('valueName', 'one', notEmpty('named_value_empty')),
    text('value', 'one', notEmpty('named_value_empty')),
  );
const decimal = matching(/^[-+]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})$/, 'altitude_format');

const resource = group(
  'resource',
  'many',
  text('resourceDesc', 'one'),
  text('mimeType', 'one', matching(/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/, 'mime_type')),
  text('size', 'optional', matching(/^\d{1,15}$/, 'resource_size')),
  text('uri', 'optional'),
  text('derefUri', 'optional'),
  text('digest', 'optional', matching(/^[0-9a-fA-F]{40}$/, 'digest')),
);
const area = group(
  'area',
  'many',
  text('areaDesc', 'one', notEmpty('area_empty')),
  text('polygon', 'many', polygonOf),
  text('circle', 'many', circleOf),
  named('geocode'),
  text('altitude', 'optional', decimal),
  text('ceiling', 'optional', decimal),
);
const info = group(
  'info',
  'many',
  // An empty one is valid, and means en-US.
  text('language', 'optional', matching(/^([a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*)?$/, 'language')),
  text('category', 'some', oneOf(CAP_CATEGORIES, 'category_unknown')),
  text('event', 'one', notEmpty('event_empty')),
  text('responseType', 'many', oneOf(CAP_RESPONSES, 'response_unknown')),
  text('urgency', 'one', oneOf(CAP_URGENCIES, 'urgency_unknown')),
  text('severity', 'one', oneOf(CAP_SEVERITIES, 'severity_unknown')),
  text('certainty', 'one', oneOf(CAP_CERTAINTIES, 'certainty_unknown')),
  text('audience', 'optional'),
  named('eventCode'),
  text('effective', 'optional', time),
  text('onset', 'optional', time),
  text('expires', 'optional', time),
  text('senderName', 'optional'),
  text('headline', 'optional', atMost(160)),
  text('description', 'optional', atMost(4_000)),
  text('instruction', 'optional', atMost(2_000)),
  text('web', 'optional', assertWholeUri),
  text('contact', 'optional'),
  named('parameter'),
  resource,
  area,
);

/** The elements of CAP 1.2, 3.2, in its order. */
const ALERT = group(
  'alert',
  'one',
  text('identifier', 'one', nameOfMessage('identifier')),
  text('sender', 'one', nameOfMessage('sender')),
  text('sent', 'one', time),
  text('status', 'one', oneOf(CAP_STATUSES, 'status_unknown')),
  text('msgType', 'one', oneOf(CAP_MESSAGE_TYPES, 'type_unknown')),
  text('source', 'optional'),
  text('scope', 'one', oneOf(CAP_SCOPES, 'scope_unknown')),
  text('restriction', 'optional'),
  text('addresses', 'optional', wordsIn),
  text('code', 'many'),
  text('note', 'optional'),
  text('references', 'optional', referencesIn),
  text('incidents', 'optional', wordsIn),
  info,
);

/** Refuses a document that is not a message by the structure and the values of CAP 1.2. */
export function checkStructure(root: XmlTree): void {
  if (root.name !== 'alert') throw new Refusal('wrong_root', '/');
  if (root.namespace !== CAP_NAMESPACE) throw new Refusal(wrongNamespace(root.namespace), '/alert');
  checkElements(root, ALERT.elements as readonly Element[]);
  checkTexts(root, ALERT);
}

function wrongNamespace(namespace: string): 'no_namespace' | 'old_version' | 'wrong_namespace' {
  if (namespace === '') return 'no_namespace';
  const old = ['urn:oasis:names:tc:emergency:cap:1.1', 'http://www.incident.com/cap/1.0'].includes(namespace);
  return old ? 'old_version' : 'wrong_namespace';
}

/** Checks which elements there are, with their order, before any text. */
function checkElements(tree: XmlTree, model: readonly Element[]): void {
  assertPlain(tree);
  if (/\S/.test(tree.text)) throw new Refusal('text_between', tree.path);
  const inAlert = tree.path === '/alert';
  let position = 0;
  let isSigned = false;
  const seen = new Set<string>();
  for (const child of tree.children) {
    if (child.namespace === SIGNATURE_NAMESPACE && child.name === 'Signature' && inAlert) {
      if (isSigned) throw new Refusal('signature_twice', child.path);
      isSigned = true;
      continue;
    }
    if (child.namespace === SIGNATURE_NAMESPACE) throw new Refusal('signature_place', child.path);
    if (child.namespace !== CAP_NAMESPACE) throw new Refusal('foreign_element', child.path);
    if (isSigned) throw new Refusal('signature_place', child.path);
    const at = model.findIndex(({ name }) => name === child.name);
    const element = model[at];
    if (!element)
      throw new Refusal(
        inAlert && child.name === 'password' ? 'cap10_element' : 'unknown_element',
        child.path,
      );
    if (seen.has(child.name) && (element.occurs === 'one' || element.occurs === 'optional'))
      throw new Refusal('element_twice', child.path);
    if (at < position) throw new Refusal('element_order', child.path);
    position = at;
    seen.add(child.name);
    if (element.elements) checkElements(child, element.elements);
    else if (child.children[0]) throw new Refusal('unknown_element', child.children[0].path);
    else assertPlain(child);
  }
  for (const { name, occurs } of model)
    if ((occurs === 'one' || occurs === 'some') && !seen.has(name))
      throw new Refusal('element_missing', `${tree.path}/${name}`);
}

function assertPlain(tree: XmlTree): void {
  if (tree.attributes.length > 0) throw new Refusal('attribute', tree.path);
}

function checkTexts(tree: XmlTree, { elements, checks = [] }: Element): void {
  for (const check of checks) check(tree.text, tree.path);
  for (const child of tree.children) {
    const element = elements?.find(({ name }) => name === child.name);
    if (element && child.namespace === CAP_NAMESPACE) checkTexts(child, element);
  }
}
