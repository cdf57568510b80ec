import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Building } from '@/server/places/geometry';
import { checkOwnMessage, type OwnFaultCode } from '@/tests/support/own-cap-message';
import { hashOf } from '../canonical';
import { buildingsOf, checkImport, type KnownMessage } from './import-rules';
import { parseMessage } from './parse-message';
import { REFUSALS, type RefusalCode } from './refusals';
import type { CapGeocode } from './sources';
import { writeMessage } from './write-message';

const URGENCY_SEVERITY = '<urgency>Expected</urgency><severity>Severe</severity>';
const INFO = (language: string, words: string) => `<info>
  <language>${language}</language><category>Met</category><category>Safety</category><event>Storm ${words}</event>
  <responseType>Prepare</responseType>${URGENCY_SEVERITY}
  <certainty>Likely</certainty><audience>All ${words}</audience>
  <eventCode><valueName>code</valueName><value>006015</value></eventCode>
  <effective>2026-11-30T08:00:00+00:00</effective><onset>2026-11-30T10:00:00+01:00</onset>
  <expires>2026-11-30T18:00:00-00:00</expires><senderName>Met ${words}</senderName>
  <headline>Headline ${words}</headline><description>São ${words}</description>
  <instruction>Stay inside ${words}</instruction><web>https://met.example/${language}</web><contact>112</contact>
  <parameter><valueName>level</valueName><value>2030000000000000000001</value></parameter>`;
const POINTS = '38.70,-9.20 38.80,-9.20 38.80,-9.10 38.70,-9.10 38.70,-9.20';
const DIGEST = createHash('sha1').update('hello').digest('hex');
const AREA = `<resource><resourceDesc>Map</resourceDesc><mimeType>image/png</mimeType><size>5</size><uri>map.png</uri>
  <derefUri>aGVsbG8=</derefUri><digest>${DIGEST}</digest></resource>
  <area><areaDesc>Lisbon</areaDesc>
  <polygon>${POINTS}</polygon><circle>38.7368,-9.1387 2</circle>
  <geocode><valueName>EMMA_ID</valueName><value>PT011</value></geocode><altitude>100</altitude><ceiling>200</ceiling>
  </area></info>`;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const ROOT = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">';
const SOURCE_SCOPE = '<source>Office</source><scope>Public</scope>';
const BASE = `${DECLARATION}
${ROOT}<identifier>PT-1</identifier>
  <sender>met.example</sender><sent>2026-11-30T08:00:00+00:00</sent>
  <status>Actual</status><msgType>Alert</msgType>${SOURCE_SCOPE}
  <code>v1</code><note>A note</note><incidents>one "two three"</incidents>
  ${INFO('pt', 'pt')}</info>
  ${INFO('en-GB', 'en')}${AREA}
</alert>`;

/** Replaces the last occurrence: of what both infos have, that of the second. */
function changed(text: string, from: string, to: string): string {
  const at = text.lastIndexOf(from);
  expect(at, `the fixture has ${from}`).toBeGreaterThan(-1);
  return text.slice(0, at) + to + text.slice(at + from.length);
}
const changing = (type: string, references: string) =>
  changed(
    changed(BASE, '<msgType>Alert<', `<msgType>${type}<`),
    '<incidents>',
    `<references>${references}</references><incidents>`,
  );
const FIRST = 'met.example,PT-0,2026-11-30T07:00:00+00:00';
const UPDATE = changing('Update', FIRST);
const SCOPED = (scope: string, element: string) =>
  changed(BASE, '<scope>Public</scope>', `<scope>${scope}</scope>${element}`);

const known = (identifier: string, more: Partial<KnownMessage> = {}): KnownMessage => ({
  id: identifier,
  sender: 'met.example',
  identifier,
  sent: Date.parse('2026-11-30T07:00:00Z'),
  hash: 'another',
  references: [],
  ended: false,
  replaced: false,
  ...more,
});
const KNOWN = [known('PT-0'), known('PT-9')];

const keys = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
type Keys = ReturnType<typeof keys>;
const [RSA, OTHER, SHORT] = [keys(2048), keys(2048), keys(1024)];
const { message } = await parseMessage(Buffer.from(BASE), { mediaType: 'text/xml' });
const SIGNED = writeMessage(message, RSA.privateKey);
const SIGNATURE = /<Signature .*<\/Signature>/.exec(SIGNED)?.[0] as string;
/** Returns the signed message with another SignedInfo, whose own signature is right. */
function resigned(from: string, to: string, { privateKey } = RSA): string {
  const text = changed(SIGNED, from, to);
  const info = /<SignedInfo.*<\/SignedInfo>/.exec(text)?.[0] as string;
  const value = sign('sha256', Buffer.from(info), privateKey).toString('base64');
  return text.replace(/<SignatureValue>[^<]*/, `<SignatureValue>${value}`);
}

interface Case {
  /** The number of the rule, of 1 to 95. */
  rule: number;
  code: RefusalCode | OwnFaultCode;
  path: string;
  /** A message that is accepted, in which `good` is replaced by `bad`; by default `BASE`. */
  base?: string;
  good: string;
  bad: string;
  encoding?: BufferEncoding;
  mediaType?: string;
  /** The sender's keys, and those of the mended message. */
  keys?: [Keys, Keys];
  /** Quad does not send it. */
  own?: boolean;
}

/** A case of a rule: an element after `/alert/`, what is right there, and what is wrong. */
const alert = (
  rule: number,
  code: Case['code'],
  path: string,
  good: string,
  bad: string,
  base = BASE,
): Case => ({
  rule,
  code,
  path: path === '/' ? path : `/alert${path && `/${path}`}`,
  base,
  good,
  bad,
});
const info = (rule: number, code: Case['code'], path: string, good: string, bad: string) =>
  alert(rule, code, `info[2]${path && `/${path}`}`, good, bad);
const sent = (rule: number, code: RefusalCode, time: string) =>
  alert(rule, code, 'sent', '2026-11-30T08:00:00+00:00</sent>', `${time}</sent>`);
const missing = (rule: number, parent: string, element: string) => {
  const name = /<(\w+)/.exec(element)?.[1];
  return alert(rule, 'element_missing', `${parent}${name}`, element, '');
};
const signed = (rule: number, code: RefusalCode, path: string, bad: string, key = RSA): Case => ({
  ...alert(rule, code, `Signature${path}`, SIGNED, bad, SIGNED),
  keys: [key, RSA],
});
const refers = (rule: number, code: RefusalCode, bad: string, base = UPDATE) =>
  alert(rule, code, 'references', FIRST, bad, base);
const polygon = (rule: number, code: RefusalCode, points: string) =>
  info(rule, code, 'area[1]/polygon[1]', POINTS, points);
const circle = (rule: number, code: RefusalCode, text: string) =>
  info(rule, code, 'area[1]/circle[1]', '38.7368,-9.1387 2<', `${text}<`);
const area = (rule: number, code: RefusalCode, path: string, good: string, bad: string) =>
  info(rule, code, `area[1]/${path}`, good, bad);
const resource = (rule: number, code: RefusalCode, path: string, good: string, bad: string) =>
  info(rule, code, `resource[1]/${path}`, good, bad);
const many = Array.from({ length: 101 }, (_, n) => `38.${700 + n},-9.20`).join(' ');
const attribute = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const DS = 'xmlns="http://www.w3.org/2000/09/xmldsig#"';

const CASES: Case[] = [
  alert(1, 'too_large', '/', DECLARATION, `${DECLARATION}<!--${'x'.repeat(256_000)}-->`),
  { ...alert(2, 'not_utf8', '/', 'São en', 'São en'), encoding: 'latin1' },
  alert(2, 'not_utf8', '/', DECLARATION, '<?xml version="1.0" encoding="UTF-16"?>'),
  alert(3, 'doctype', '/', DECLARATION, '<!DOCTYPE alert>'),
  // Only the first 4,000 characters of a document type are examined.
  alert(3, 'doctype', '/', DECLARATION, `<!DOCTYPE alert [${' '.repeat(4_000)}<!ENTITY a SYSTEM "x">]>`),
  alert(4, 'internal_entity', '/', DECLARATION, '<!DOCTYPE alert [<!ENTITY a "x">]>'),
  alert(
    5,
    'external_entity',
    '/',
    DECLARATION,
    '<!--c--><!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
  ),
  alert(6, 'entity_expansion', '/', DECLARATION, '<!DOCTYPE alert [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'),
  info(7, 'too_deep', `event${'/x'.repeat(30)}`, 'Storm en', `${'<x>'.repeat(40)}${'</x>'.repeat(40)}`),
  alert(8, 'too_many_elements', 'code[1993]', '<code>v1</code>', '<code/>'.repeat(2_000)),
  alert(8, 'too_many_infos', 'info[21]', '</alert>', `${`${INFO('pt', 'pt')}</info>`.repeat(19)}</alert>`),
  alert(9, 'not_well_formed', '/', '</alert>', ''),
  alert(10, 'content_after_root', '/', '</alert>', '</alert>text'),
  alert(10, 'content_after_root', '/', '</alert>', '</alert><alert/>'),
  alert(11, 'forbidden_character', '/', 'Storm en', 'Storm &#0;'),
  alert(11, 'forbidden_character', '/', 'Storm en', 'Storm \u0001'),
  info(12, 'processing_instruction', 'event', 'Storm en', 'Storm <?php x?>'),
  alert(12, 'processing_instruction', '/', '</alert>', '</alert><?php x?>'),
  alert(12, 'xinclude', 'include', '<code>', '<include xmlns="http://www.w3.org/2001/XInclude"/><code>'),
  { ...alert(13, 'media_type', '/', BASE, BASE), mediaType: 'text/html' },
  alert(14, 'wrong_root', '/', BASE, '<feed/>'),
  alert(15, 'no_namespace', '', ROOT, '<alert>'),
  alert(16, 'old_version', '', 'cap:1.2', 'cap:1.1'),
  alert(16, 'old_version', '', ROOT, '<alert xmlns="http://www.incident.com/cap/1.0">'),
  alert(16, 'wrong_namespace', '', 'cap:1.2', 'cap:1.3'),
  alert(17, 'unknown_element', 'extra', '<code>', '<extra/><code>'),
  info(17, 'unknown_element', 'event/b', 'Storm en', 'Storm <b>en</b>'),
  alert(17, 'text_between', '', '<code>', 'words<code>'),
  alert(18, 'element_order', 'source', SOURCE_SCOPE, '<scope>Public</scope><source>Office</source>'),
  info(
    18,
    'element_order',
    'urgency',
    URGENCY_SEVERITY,
    '<severity>Severe</severity><urgency>Expected</urgency>',
  ),
  alert(19, 'element_twice', 'scope', '<scope>Public</scope>', '<scope>Public</scope><scope>Public</scope>'),
  missing(20, '', '<identifier>PT-1</identifier>'),
  missing(20, '', '<sender>met.example</sender>'),
  missing(20, '', '<sent>2026-11-30T08:00:00+00:00</sent>'),
  missing(20, '', '<status>Actual</status>'),
  missing(20, '', '<msgType>Alert</msgType>'),
  missing(20, '', '<scope>Public</scope>'),
  alert(21, 'element_missing', 'info[2]/category', '<category>Met</category><category>Safety</category>', ''),
  missing(21, 'info[2]/', '<event>Storm en</event>'),
  missing(21, 'info[2]/', '<urgency>Expected</urgency>'),
  missing(21, 'info[2]/', '<severity>Severe</severity>'),
  missing(21, 'info[2]/', '<certainty>Likely</certainty>'),
  missing(22, 'info[2]/area[1]/', '<areaDesc>Lisbon</areaDesc>'),
  missing(23, 'info[2]/resource[1]/', '<resourceDesc>Map</resourceDesc>'),
  missing(23, 'info[2]/resource[1]/', '<mimeType>image/png</mimeType>'),
  missing(24, 'info[2]/eventCode[1]/', '<valueName>code</valueName>'),
  missing(24, 'info[2]/eventCode[1]/', '<value>006015</value>'),
  missing(24, 'info[2]/parameter[1]/', '<value>2030000000000000000001</value>'),
  missing(24, 'info[2]/area[1]/geocode[1]/', '<valueName>EMMA_ID</valueName>'),
  alert(25, 'attribute', 'identifier', '<identifier>', '<identifier lang="en">'),
  alert(25, 'attribute', '', ROOT, ROOT.replace('>', ` ${attribute} xsi:schemaLocation="a b">`)),
  alert(25, 'attribute', 'identifier', '<identifier>', `<identifier ${attribute} xsi:type="string">`),
  alert(26, 'foreign_element', 'extra', '<code>', '<extra xmlns="urn:x"/><code>'),
  alert(26, 'signature_place', 'code[1]', '<code>', `<Signature ${DS}/><code>`),
  info(26, 'signature_place', 'Signature', '<contact>', `<Signature ${DS}/><contact>`),
  alert(27, 'cap10_element', 'password', '<status>', '<password>x</password><status>'),
  alert(28, 'identifier_empty', 'identifier', 'PT-1', ''),
  ...['PT 1', 'PT,1', 'PT&lt;1', 'PT&amp;1', ' PT-1', 'PT-1\n'].map((name) =>
    alert(29, 'identifier_characters', 'identifier', 'PT-1', name),
  ),
  alert(28, 'text_too_long', 'identifier', 'PT-1', 'é'.repeat(251)),
  alert(30, 'text_too_long', 'sender', 'met.example</sender>', `${'x'.repeat(501)}</sender>`),
  alert(30, 'sender_empty', 'sender', 'met.example</sender>', '</sender>'),
  ...['met example', 'met,example', 'met.example&amp;', ' met.example'].map((name) =>
    alert(31, 'sender_characters', 'sender', 'met.example</sender>', `${name}</sender>`),
  ),
  { ...alert(32, 'content_conflict', 'identifier', 'PT-1', 'PT-9') },
  sent(33, 'time_format', '2026-11-30 08:00:00+00:00'),
  sent(33, 'time_format', '2026-11-30T08:00+00:00'),
  sent(33, 'time_format', ''),
  sent(34, 'time_zulu', '2026-11-30T08:00:00Z'),
  sent(35, 'time_fraction', '2026-11-30T08:00:00.5+00:00'),
  ...[
    '2026-02-30T08:00:00+00:00',
    '2026-02-29T08:00:00+00:00',
    '2026-13-01T08:00:00+00:00',
    '0000-11-30T08:00:00+00:00',
  ].map((time) => sent(36, 'time_range', time)),
  ...[
    '2026-11-30T24:00:00+00:00',
    '2026-11-30T08:00:60+00:00',
    '2026-11-30T08:00:00+14:01',
    '2026-11-30T08:60:00+00:00',
  ].map((time) => sent(36, 'time_range', time)),
  sent(36, 'time_format', ' 2026-11-30T08:00:00+00:00 '),
  sent(37, 'time_comma', '2026-11-30T08:00:00,00:00'),
  sent(38, 'sent_future', '2026-11-30T08:15:01+00:00'),
  alert(39, 'too_old', 'sent', BASE, BASE.replaceAll('2026-11-30T', '2026-11-28T')),
  alert(40, 'status_unknown', 'status', '<status>Actual', '<status>actual'),
  alert(41, 'type_unknown', 'msgType', '<msgType>Alert', '<msgType>Warning'),
  alert(42, 'scope_unknown', 'scope', '<scope>Public', '<scope>All'),
  alert(
    43,
    'restriction_missing',
    'restriction',
    '<restriction>staff</restriction>',
    '',
    SCOPED('Restricted', '<restriction>staff</restriction>'),
  ),
  alert(
    43,
    'restriction_missing',
    'restriction',
    'staff',
    ' ',
    SCOPED('Restricted', '<restriction>staff</restriction>'),
  ),
  alert(44, 'restriction_misplaced', 'restriction', '<code>', '<restriction>staff</restriction><code>'),
  alert(
    45,
    'addresses_missing',
    'addresses',
    '<addresses>a</addresses>',
    '',
    SCOPED('Private', '<addresses>a</addresses>'),
  ),
  alert(46, 'quotes', 'addresses', '"a b"', '"a b', SCOPED('Private', '<addresses>"a b" c</addresses>')),
  alert(46, 'quotes', 'incidents', '"two three"', '"two three'),
  alert(47, 'status_draft', 'status', '<status>Actual', '<status>Draft'),
  { ...alert(49, 'note_missing', 'note', '<note>A note</note>', '', changing('Error', FIRST)), own: true },
  { ...alert(50, 'note_missing', 'note', 'A note', ' ', changed(BASE, 'Actual', 'Exercise')), own: true },
  ...['Update', 'Cancel', 'Ack', 'Error'].map((type) =>
    alert(
      51,
      'references_missing',
      'references',
      `<references>${FIRST}</references>`,
      '',
      changing(type, FIRST),
    ),
  ),
  refers(52, 'references_format', 'met.example,PT-0'),
  refers(52, 'references_format', ' '),
  refers(52, 'too_many_references', `${FIRST} `.repeat(101)),
  refers(52, 'references_format', `${FIRST},more`),
  refers(53, 'references_time', 'met.example,PT-0,2026-11-30T07:00:00Z'),
  refers(54, 'references_self', `${FIRST} met.example,PT-1,2026-11-30T07:00:00+00:00`),
  refers(55, 'references_later', `${FIRST} met.example,PT-7,2026-11-30T08:00:01+00:00`),
  refers(56, 'reference_unknown', 'met.example,PT-5,2026-11-30T07:00:00+00:00'),
  refers(56, 'reference_unknown', 'met.example,PT-0,2026-11-30T07:00:01+00:00'),
  refers(56, 'reference_unknown', 'met.example,PT-5,2026-11-30T07:00:00+00:00', changing('Cancel', FIRST)),
  refers(57, 'reference_foreign', `${FIRST} other.example,PT-0,2026-11-30T07:00:00+00:00`),
  refers(58, 'reference_ended', 'met.example,PT-ended,2026-11-30T07:00:00+00:00'),
  refers(
    59,
    'cancel_ambiguous',
    `${FIRST} met.example,PT-9,2026-11-30T07:00:00+00:00`,
    changing('Cancel', FIRST),
  ),
  refers(60, 'reference_cycle', `${FIRST} met.example,PT-cycle,2026-11-30T07:00:00+00:00`),
  alert(61, 'info_missing', 'info', BASE.slice(BASE.indexOf('<info>'), BASE.lastIndexOf('</alert>')), ''),
  info(62, 'language', 'language', '<language>en-GB', '<language>pt_PT'),
  info(63, 'category_unknown', 'category[2]', '<category>Safety', '<category>Storm'),
  info(64, 'event_empty', 'event', 'Storm en', ' '),
  info(65, 'response_unknown', 'responseType[1]', '<responseType>Prepare', '<responseType>Run'),
  info(66, 'urgency_unknown', 'urgency', '<urgency>Expected', '<urgency>Soon'),
  info(67, 'severity_unknown', 'severity', '<severity>Severe', '<severity>severe'),
  info(68, 'certainty_unknown', 'certainty', '<certainty>Likely', '<certainty>Very Likely'),
  info(69, 'infos_differ', 'category[1]', '<category>Safety</category>', ''),
  info(69, 'infos_differ', 'eventCode[1]', '006015', '006016'),
  {
    ...info(
      70,
      'texts_equal',
      'headline',
      'Headline en</headline><description>São en',
      'Headline pt</headline><description>São pt',
    ),
    own: true,
  },
  info(71, 'web_uri', 'web', 'https://met.example/en-GB', '/warnings/1'),
  info(71, 'web_uri', 'web', 'https://met.example/en-GB', 'javascript:alert(1)'),
  info(72, 'text_too_long', 'headline', 'Headline en', 'x'.repeat(161)),
  info(72, 'text_too_long', 'description', 'São en', 'x'.repeat(4_001)),
  info(72, 'text_too_long', 'instruction', 'Stay inside en', 'x'.repeat(2_001)),
  info(73, 'hidden_characters', 'headline', 'Headline en', 'Headline \u202een'),
  info(73, 'hidden_characters', 'area[1]/areaDesc', 'Lisbon', 'Lis\u200bbon'),
  { ...alert(73, 'not_utf8', '/', 'Storm en', 'Storm \xed\xa0\x80'), encoding: 'latin1' },
  info(75, 'expires_before_sent', 'expires', '18:00:00-00:00', '08:00:00-00:00'),
  info(76, 'starts_after_expires', 'effective', '<effective>2026-11-30T08', '<effective>2026-11-30T18'),
  info(
    76,
    'starts_after_expires',
    'onset',
    '<onset>2026-11-30T10:00:00+01:00',
    '<onset>2026-11-30T18:00:00-01:00',
  ),
  info(
    77,
    'time_before_sent',
    'onset',
    '<onset>2026-11-30T10:00:00+01:00',
    '<onset>2026-11-29T07:59:59+00:00',
  ),
  {
    ...info(78, 'expires_missing', 'expires', '<expires>2026-11-30T18:00:00-00:00</expires>', ''),
    own: true,
  },
  polygon(79, 'polygon_points', '38.70,-9.20 38.80,-9.20 38.70,-9.20'),
  polygon(79, 'polygon_open', '38.70,-9.20 38.80,-9.20 38.80,-9.10 38.70,-9.10'),
  polygon(79, 'polygon_format', 'junk'),
  polygon(79, 'polygon_format', ''),
  polygon(79, 'polygon_format', '38.70;-9.20 38.80;-9.20 38.80;-9.10 38.70;-9.20'),
  polygon(79, 'position_range', '98.70,-9.20 38.80,-9.20 38.80,-9.10 98.70,-9.20'),
  polygon(79, 'polygon_points', `${many} 38.700,-9.20`),
  polygon(80, 'polygon_crossing', '38.70,-9.20 38.80,-9.10 38.80,-9.20 38.70,-9.10 38.70,-9.20'),
  circle(82, 'circle_format', 'x'),
  circle(82, 'circle_format', '38.7368,-9.1387'),
  circle(82, 'circle_radius', '38.7368,-9.1387 -1'),
  circle(82, 'circle_radius', '38.7368,-9.1387 25000'),
  area(83, 'ceiling_alone', 'ceiling', '<altitude>100</altitude>', ''),
  area(83, 'ceiling_low', 'ceiling', '<ceiling>200', '<ceiling>100'),
  area(83, 'altitude_format', 'altitude', '<altitude>100', '<altitude>NaN'),
  area(83, 'named_value_empty', 'geocode[1]/value', 'PT011', ' '),
  area(83, 'named_value_empty', 'geocode[1]/valueName', 'EMMA_ID', ''),
  area(83, 'area_empty', 'areaDesc', 'Lisbon', ' '),
  area(
    84,
    'coordinates_swapped',
    'polygon[1]',
    `${POINTS}</polygon><circle>38.7368,-9.1387 2`,
    '-9.20,38.70 -9.20,38.80 -9.10,38.80 -9.10,38.70 -9.20,38.70</polygon><circle>-9.1387,38.7368 2',
  ),
  resource(85, 'mime_type', 'mimeType', 'image/png', 'junk'),
  resource(86, 'resource_size', 'size', '<size>5', '<size>5.5'),
  resource(86, 'resource_size', 'size', '<size>5', '<size>-5'),
  resource(87, 'relative_uri', 'uri', '<derefUri>aGVsbG8=</derefUri>', ''),
  resource(87, 'web_uri', 'uri', 'map.png', 'javascript:alert(1)'),
  resource(88, 'deref_uri', 'derefUri', 'aGVsbG8=', 'aGVsbG8'),
  resource(88, 'deref_uri', 'derefUri', 'aGVsbG8=', 'A'.repeat(65_540)),
  resource(89, 'digest', 'digest', DIGEST, 'abc'),
  resource(89, 'digest', 'digest', DIGEST, '0'.repeat(40)),
  signed(90, 'signature_forged', '/SignedInfo/Reference/DigestValue', SIGNED.replace('Storm en', 'Storm in')),
  signed(
    90,
    'signature_forged',
    '/SignatureValue',
    SIGNED.replace('<SignatureValue>', '<SignatureValue>AAAA'),
  ),
  signed(90, 'signature_forged', '/SignatureValue', SIGNED, OTHER),
  signed(90, 'signature_missing', '', SIGNED.replace(SIGNATURE, '')),
  signed(91, 'signature_twice', '', SIGNED.replace(SIGNATURE, SIGNATURE + SIGNATURE)),
  signed(91, 'signature_reference', '/SignedInfo/Reference', resigned('URI=""', 'URI="#part"')),
  signed(
    91,
    'signature_reference',
    '/SignedInfo/Reference',
    resigned('</SignedInfo>', '<Reference URI=""></Reference></SignedInfo>'),
  ),
  signed(91, 'signature_transforms', '/SignedInfo', resigned('#enveloped-signature', '#base64')),
  signed(
    91,
    'signature_transforms',
    '/SignedInfo',
    resigned(
      '</Transforms>',
      '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></Transform></Transforms>',
    ),
  ),
  signed(
    92,
    'signature_weak',
    '/SignedInfo',
    resigned(
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    ),
  ),
  signed(
    92,
    'signature_weak',
    '/SignedInfo',
    resigned('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
  ),
  signed(92, 'signature_weak', '/SignedInfo', writeMessage(message, SHORT.privateKey), SHORT),
  signed(93, 'signature_garbage', '', SIGNED.replace('<SignedInfo', 'words<SignedInfo')),
  signed(93, 'signature_garbage', '', SIGNED.replace('</Signature>', '<x xmlns="urn:x"></x></Signature>')),
  alert(94, 'sender_unknown', 'sender', 'met.example</sender>', 'other.example</sender>'),
];

const BUILDINGS: Building[] = [
  {
    id: 'tower',
    name: 'Tower',
    campusId: 'c',
    latitude: 38.7368,
    longitude: -9.1387,
    radius: 30,
    polygon: null,
  },
  { id: 'far', name: 'Far', campusId: 'c', latitude: 38.9, longitude: -9.3, radius: 30, polygon: null },
  { id: 'unplaced', name: 'U', campusId: 'c', latitude: null, longitude: null, radius: null, polygon: null },
];
const ALL_KNOWN = [
  ...KNOWN,
  known('PT-ended', { ended: true }),
  known('PT-cycle', {
    references: [{ sender: 'met.example', identifier: 'PT-1', sent: '2026-11-30T07:00:00+00:00' }],
  }),
];

/** What an importing node does with a message. Returns the ids of the buildings; rejects with a Refusal. */
async function take(
  text: string,
  {
    encoding = 'utf8',
    mediaType = 'application/cap+xml',
    key,
    own,
    geocodes = [],
  }: {
    encoding?: BufferEncoding | undefined;
    mediaType?: string | undefined;
    key?: Keys | undefined;
    own?: boolean | undefined;
    geocodes?: CapGeocode[];
  } = {},
) {
  const { message } = await parseMessage(Buffer.from(text, encoding), {
    mediaType,
    ...(key && { key: key.publicKey.export({ type: 'spki', format: 'pem' }).toString() }),
  });
  if (own) checkOwnMessage(message);
  checkImport(message, {
    senders: ['met.example'],
    now: Date.parse('2026-11-30T08:10:00Z'),
    known: ALL_KNOWN,
    hash: hashOf(message),
  });
  return buildingsOf(message, { buildings: BUILDINGS, geocodes });
}

test.each(CASES)(
  '[H9] rule $rule: $code at $path',
  async ({ code, path, base = BASE, good, bad, ...given }) => {
    const { encoding, mediaType, keys: [key, mendedKey] = [], own } = given;
    const refused = changed(base, good, bad);
    await expect(take(refused, { encoding, mediaType, key, own })).rejects.toMatchObject({ code, path });
    // The same message, mended in this place and no other.
    await expect(take(base, { key: mendedKey, own })).resolves.toEqual(['tower']);
  },
);

test('[H9] every rule has a case, and every code', () => {
  const rules = new Set(CASES.map(({ rule }) => rule));
  const elsewhere = [
    48, // tests never become live: below
    74, // tags in a text are text: below
    81, // a large area is the whole campus: below
    95, // tests/integration/cap.test.ts
  ];
  const all = Array.from({ length: 95 }, (_, n) => n + 1);
  expect(all.filter((rule) => !rules.has(rule))).toEqual(elsewhere);
  const codes = new Set(CASES.map(({ code }) => code));
  expect(Object.keys(REFUSALS).filter((code) => !codes.has(code as RefusalCode))).toEqual([]);
});

test.each([
  ['a prefix', (text: string) => text.replaceAll(/<(\/?)(\w)/g, '<$1cap:$2').replace('xmlns=', 'xmlns:cap=')],
  ['a byte order mark', (text: string) => `\ufeff${text}`],
  ['another offset', (text: string) => changed(text, '08:00:00+00:00</sent>', '09:00:00+01:00</sent>')],
  ['UTC', (text: string) => changed(text, '08:00:00+00:00</sent>', '08:00:00-00:00</sent>')],
  [
    'comments',
    (text: string) =>
      changed(`<!-- a -->${text.slice(DECLARATION.length)}<!-- b -->`, 'Storm en', 'St<!-- c -->orm en'),
  ],
  ['CDATA', (text: string) => changed(text, 'Storm en', 'Sto<![CDATA[rm]]> en')],
  [
    'unknown parameters',
    (text: string) =>
      changed(
        text,
        '<resource>',
        '<parameter><valueName>x:y</valueName><value>1</value></parameter><resource>',
      ),
  ],
  [
    'tags in a text',
    (text: string) => changed(text, 'São en', '&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;'),
  ],
  ['an empty language', (text: string) => changed(text, '<language>en-GB', '<language>')],
  ['no time at which it expires', (text: string) => text.replaceAll(/<expires>.*?<\/expires>/g, '')],
  [
    'a reference by another offset',
    () => changed(UPDATE, FIRST, 'met.example,PT-0,2026-11-30T09:00:00+02:00'),
  ],
  [
    'a Cancel that repeats a time that has passed',
    () => changed(changing('Cancel', FIRST), '18:00:00-00:00', '07:30:00-00:00'),
  ],
  ['a Cancel without an info', () => changing('Cancel', FIRST).replace(/<info>[\s\S]*<\/info>/, '')],
  ['a signature without a known key', () => SIGNED],
])('[H9] accepts %s', async (_what, change) => {
  const text = change(BASE);
  expect(text).not.toBe(BASE);
  await expect(take(text)).resolves.toBeInstanceOf(Array);
});

test('[H9] text is whole and stays text', async () => {
  const text = changed(BASE, 'Storm en', '<!-- a -->Sto<![CDATA[rm <b>]]>&amp;lt;');
  const { message } = await parseMessage(Buffer.from(text), { mediaType: 'text/xml; charset=utf-8' });
  expect(message.infos[1]?.event).toBe('Storm <b>&lt;');
  expect(message.infos[1]?.parameters[0]?.value).toBe('2030000000000000000001');
  expect(message.infos[1]?.eventCodes[0]?.value).toBe('006015');
});

test('[H9] an area far away concerns nobody, and a large one the whole campus', async () => {
  const shaped = (points: string) =>
    changed(BASE, `${POINTS}</polygon><circle>38.7368,-9.1387 2</circle>`, `${points}</polygon>`);
  await expect(take(shaped('41.1,-8.7 41.2,-8.7 41.2,-8.6 41.1,-8.7'))).resolves.toBeNull();
  await expect(take(shaped('37.0,-10.0 40.0,-10.0 40.0,-8.0 37.0,-8.0 37.0,-10.0'))).resolves.toEqual([]);
  await expect(take(shaped('38.9,-9.5 38.9,-9.4 38.8,-9.4 38.9,-9.5'))).resolves.toEqual([]);
  const nowhere = BASE.replace(/<polygon>.*<\/circle>/, '');
  await expect(take(nowhere)).resolves.toEqual([]);
});

test('[H9] the geocodes of a source name buildings; other ones and no shape are about another place', async () => {
  const geocodes = [
    { name: 'EMMA_ID', value: 'PT011', buildings: ['far', 'gone'] },
    { name: 'EMMA_ID', value: 'PT012', buildings: [] },
  ];
  const coded = (value: string, text = BASE.replace(/<polygon>.*<\/circle>/, '')) =>
    text
      .replaceAll(/<geocode>.*?<\/geocode>/gs, '')
      .replaceAll(
        '</areaDesc>',
        `</areaDesc><geocode><valueName>EMMA_ID</valueName><value>${value}</value></geocode>`,
      );
  await expect(take(coded('PT011'), { geocodes })).resolves.toEqual(['far']);
  await expect(take(coded('PT012'), { geocodes })).resolves.toEqual([]);
  await expect(take(coded('ES300'), { geocodes })).resolves.toBeNull();
  await expect(take(coded('ES300'))).resolves.toEqual([]);
  const shaped = BASE.replace(
    /(<\/circle>)/,
    '$1<geocode><valueName>EMMA_ID</valueName><value>PT011</value></geocode>',
  );
  await expect(take(shaped, { geocodes })).resolves.toEqual(['tower', 'far']);
});
