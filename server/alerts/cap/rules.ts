import type { CapArea, CapInfo, CapMessage } from './message';
import { Refusal } from './refusals';
import { checkResource } from './resources';
import { instantOf } from './values';

const MAX_INFOS = 20;
const DAY_MS = 86_400_000;

/** Refuses a message whose values contradict one another, in ways that the schema of CAP 1.2 does not see. */
export function checkMessage(message: CapMessage): void {
  const { scope, restriction, addresses, msgType, references, infos } = message;
  if (infos.length > MAX_INFOS) throw new Refusal('too_many_infos', `/alert/info[${MAX_INFOS + 1}]`);
  if (scope === 'Restricted' && !restriction?.trim())
    throw new Refusal('restriction_missing', '/alert/restriction');
  if (scope !== 'Restricted' && restriction !== null)
    throw new Refusal('restriction_misplaced', '/alert/restriction');
  if (scope === 'Private' && addresses.length === 0)
    throw new Refusal('addresses_missing', '/alert/addresses');
  if (msgType !== 'Alert' && references.length === 0)
    throw new Refusal('references_missing', '/alert/references');
  checkReferences(message);
  if (scope === 'Public' && (msgType === 'Alert' || msgType === 'Update') && infos.length === 0)
    throw new Refusal('info_missing', '/alert/info');
  for (const [n, info] of infos.entries()) checkInfo(message, info, `/alert/info[${n + 1}]`);
}

function checkReferences({ references, sender, identifier, sent }: CapMessage): void {
  for (const reference of references) {
    if (reference.sender === sender && reference.identifier === identifier)
      throw new Refusal('references_self', '/alert/references');
    if (instantOf(reference.sent) > instantOf(sent))
      throw new Refusal('references_later', '/alert/references');
  }
}

function checkInfo(message: CapMessage, info: CapInfo, path: string): void {
  const [first] = message.infos;
  if (first && !sameSet(first.categories, info.categories))
    throw new Refusal('infos_differ', `${path}/category[1]`);
  const codes = ({ eventCodes }: CapInfo) => eventCodes.map(({ name, value }) => `${name}\n${value}`);
  if (first && !sameSet(codes(first), codes(info))) throw new Refusal('infos_differ', `${path}/eventCode[1]`);
  // A Cancel may repeat everything of the alert that it ends, also a time that has passed.
  if (message.msgType !== 'Cancel') checkTimes(message, info, path);
  for (const [n, resource] of info.resources.entries()) checkResource(resource, `${path}/resource[${n + 1}]`);
  for (const [n, area] of info.areas.entries()) checkHeights(area, `${path}/area[${n + 1}]`);
}

const sameSet = (a: readonly string[], b: readonly string[]) =>
  new Set(a).size === new Set(b).size && a.every((each) => b.includes(each));

function checkTimes(message: CapMessage, info: CapInfo, path: string): void {
  const sent = instantOf(message.sent);
  const expires = info.expires === null ? null : instantOf(info.expires);
  if (expires !== null && expires <= sent) throw new Refusal('expires_before_sent', `${path}/expires`);
  for (const name of ['effective', 'onset'] as const) {
    const value = info[name];
    if (value === null) continue;
    if (expires !== null && instantOf(value) >= expires)
      throw new Refusal('starts_after_expires', `${path}/${name}`);
    if (instantOf(value) < sent - DAY_MS) throw new Refusal('time_before_sent', `${path}/${name}`);
  }
}

function checkHeights({ altitude, ceiling }: CapArea, path: string): void {
  if (ceiling === null) return;
  if (altitude === null) throw new Refusal('ceiling_alone', `${path}/ceiling`);
  if (Number(ceiling) <= Number(altitude)) throw new Refusal('ceiling_low', `${path}/ceiling`);
}
