import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes a key and a certificate of this machine that no authority has signed, in a folder. Returns the certificate and
 * the key in PEM, and their files.
 */
export async function makeCertificate(directory: string) {
  const files = {
    certificate: path.join(directory, 'certificate.pem'),
    key: path.join(directory, 'key.pem'),
  };
  const options = [
    '-x509',
    '-nodes',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-days',
    '2',
  ];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  await run('openssl', ['req', ...options, ...names, '-keyout', files.key, '-out', files.certificate]);
  const [certificate, key] = await Promise.all([
    readFile(files.certificate, 'utf8'),
    readFile(files.key, 'utf8'),
  ]);
  return { certificate, key, files };
}
