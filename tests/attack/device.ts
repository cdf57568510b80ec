import { type Fix, positionReportDueIn } from '@/app/around/location/position-report-schedule';
import type { BoundedBuilding } from '@/server/places/geometry';
import { type BuildingIndex, type Located, locate } from '@/server/places/locate';
import { due, newTrack, type PublishedLocation, report, settled, type Track } from '@/server/presence/track';
import { normal, type Point, positionOf } from './plane';

/** The noise of a device's positions. */
export interface Noise {
  /** Standard deviation in each direction, in metres. */
  metres: number;
  /** Seconds over which the error stays similar; 0: each position has an error of its own. */
  lasts: number;
}

/** Milliseconds between the positions that a device measures. */
export const FIX_MS = 5_000;
const START = 1_800_000_000_000;
/** The radius that holds 68 % of the positions, which devices report as their accuracy, for a deviation of 1. */
const ACCURACY = 1.51;

/**
 * A device whose page reports positions by its usual schedule, and the server's track of it: what others are told of its
 * user.
 */
export class Device {
  #now = START;
  #track: Track = newTrack();
  #last: Parameters<typeof positionReportDueIn>[0] = null;
  #error: Point = { x: 0, y: 0 };

  constructor(
    readonly noise: Noise,
    readonly random: () => number,
    readonly place: { index: BuildingIndex; building: BoundedBuilding } | null = null,
  ) {
    this.#error = this.#fresh();
  }

  #fresh(): Point {
    return { x: normal(this.random) * this.noise.metres, y: normal(this.random) * this.noise.metres };
  }

  /** Reports a position without error, whatever the schedule: somebody who came from elsewhere is in the middle of a place. */
  arrive(at: Point): void {
    this.#report({ ...positionOf(at), accuracy: 1, at: this.#now });
  }

  #report(fix: Fix): void {
    const found: Located = this.place ? locate(this.place.index, fix) : { state: 'outside' };
    const located = settled(this.#track, fix, found, () => this.place?.building);
    this.#track = report(this.#track, fix, located, this.#now).track;
  }

  /** Measures the next position, `FIX_MS` after the one before, and reports it if one is due. */
  measure(truth: Point): void {
    this.#now += FIX_MS;
    const keep = this.noise.lasts > 0 ? Math.exp(-FIX_MS / 1_000 / this.noise.lasts) : 0;
    const fresh = this.#fresh();
    const part = Math.sqrt(1 - keep ** 2);
    this.#error = { x: keep * this.#error.x + part * fresh.x, y: keep * this.#error.y + part * fresh.y };
    const at = { x: truth.x + this.#error.x, y: truth.y + this.#error.y };
    const fix = { ...positionOf(at), accuracy: ACCURACY * this.noise.metres, at: this.#now };
    if (positionReportDueIn(this.#last, fix, this.#now) <= 0) {
      this.#last = { ...fix, sentAt: this.#now };
      this.#report(fix);
    }
    this.#track = due(this.#track, this.#now)?.track ?? this.#track;
  }

  /** Returns what is published of the device's user. */
  published(): PublishedLocation {
    if (this.#track.state !== 'published') throw new Error('Nothing is published yet.');
    return this.#track.location;
  }
}

/** How many positions a device measures in an epoch, after which cells may change. */
export const FIXES_PER_EPOCH = 60_000 / FIX_MS;
