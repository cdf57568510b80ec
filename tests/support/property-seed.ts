import fc from 'fast-check';

// A fixed seed makes runs repeatable, so that a failure belongs to the change that caused it. PROPERTY_SEED sets
// another seed; a failure prints its seed.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_121) });
