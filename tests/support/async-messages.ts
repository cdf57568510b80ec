import { Ajv, type ValidateFunction } from 'ajv';
import { asyncApi } from '@/protocol/asyncapi';

const DOCUMENT = 'asyncapi';

const ajv = new Ajv({
  // The document is more than a schema, and draft-07 allows a reference beside other keywords.
  strict: false,
  formats: {
    uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  },
});
ajv.addSchema(asyncApi({ url: 'https://quad.example.edu', version: '0' }), DOCUMENT);
const validators = new Map<string, ValidateFunction>();

/**
 * Throws unless the AsyncAPI document describes the payload as this message: `<event>` for a sent event,
 * `<event>_answer` and `<event>_error` for its acknowledgement.
 */
export function assertDescribed(message: string, payload: unknown): void {
  let validate = validators.get(message);
  if (!validate) {
    validate = ajv.compile({ $ref: `${DOCUMENT}#/channels/socket/messages/${message}/payload` });
    validators.set(message, validate);
  }
  if (!validate(payload))
    throw new Error(
      `The AsyncAPI document does not describe this ${message}: ${ajv.errorsText(validate.errors)}; ${JSON.stringify(payload)}`,
    );
}
