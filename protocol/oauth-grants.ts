/** The grants of `/api/v1/oauth/token` that programs also name, in a module of its own: programs need no schema. */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const GUEST_GRANT = 'urn:quad:guest';
