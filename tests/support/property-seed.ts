import fc from 'fast-check';

// A run is the same today and tomorrow, so that a failure belongs to the change that made it.
// PROPERTY_SEED looks elsewhere; a failure names the seed that it came from.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_121) });
