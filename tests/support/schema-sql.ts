import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const SCHEMA = 'prisma/schema.prisma';

/**
 * Returns the SQL that creates the tables of the Prisma schema in an empty database, as `prisma migrate diff
 * --from-empty` writes it. That command downloads its engine; this is the same engine as a package, of the same version
 * as Prisma.
 *
 * @param url of any database: the engine connects to it and changes nothing
 */
export async function schemaSql(url: string): Promise<string> {
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const directory = path.dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm')));
  const { instance } = await WebAssembly.instantiate(
    await readFile(path.join(directory, 'schema_engine_bg.wasm')),
    { './schema_engine_bg.js': engine } as unknown as WebAssembly.Imports,
  );
  const { __wbg_set_wasm: link } = engine as unknown as { __wbg_set_wasm: (wasm: object) => void };
  link(instance.exports);
  (instance.exports as { __wbindgen_start?: () => void }).__wbindgen_start?.();

  const content = await readFile(SCHEMA, 'utf8');
  const differ = await engine.SchemaEngine.new(
    { datamodels: [[SCHEMA, content]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url })),
  );
  try {
    const { stdout } = await differ.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: SCHEMA, content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  } finally {
    differ.free();
  }
}
