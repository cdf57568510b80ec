import type { WireAlert } from '@/protocol/alerts';

/** A sequence of tones: hertz and seconds each; 0 Hz is a pause. */
interface Sound {
  shape: OscillatorType;
  volume: number;
  tones: readonly (readonly [number, number])[];
}

const repeated = <T>(times: number, items: readonly T[]) => Array.from({ length: times }, () => items).flat();

/** Each kind sounds so that nobody takes it for another; shorter than 3 s, so that no control is needed to stop it. */
const SOUNDS: Record<'live' | 'exercise' | 'test' | 'ended', Sound> = {
  live: { shape: 'square', volume: 0.25, tones: repeated(5, [[960, 0.25] as const, [770, 0.25] as const]) },
  exercise: { shape: 'sine', volume: 0.3, tones: repeated(2, [[440, 0.3] as const, [0, 0.2] as const]) },
  test: { shape: 'sine', volume: 0.2, tones: [[520, 0.15]] },
  ended: {
    shape: 'sine',
    volume: 0.25,
    tones: [
      [523, 0.2],
      [784, 0.4],
    ],
  },
};
const VIBRATIONS = {
  live: [400, 150, 400, 150, 400, 150, 800],
  exercise: [200, 300, 200],
  test: [100],
  ended: [150],
};

/**
 * Sounds and vibrates for a revision of an alert. Browsers allow both only after the user has touched the page. An update
 * of an alert about a violent person only vibrates: who hides must not be heard.
 */
export function signal({ kind, type, active, category }: WireAlert): void {
  if (!navigator.userActivation?.hasBeenActive) return;
  const which = active ? kind : 'ended';
  // Not every browser vibrates.
  navigator.vibrate?.(VIBRATIONS[which]);
  if (category === 'Security' && type !== 'alert') return;
  play(SOUNDS[which]);
}

function play({ shape, volume, tones }: Sound): void {
  try {
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = shape;
    oscillator.connect(gain).connect(context.destination);
    let at = context.currentTime;
    for (const [hertz, seconds] of tones) {
      gain.gain.setValueAtTime(hertz === 0 ? 0 : volume, at);
      if (hertz !== 0) oscillator.frequency.setValueAtTime(hertz, at);
      at += seconds;
    }
    oscillator.start();
    oscillator.stop(at);
    oscillator.addEventListener('ended', () => void context.close());
  } catch {
    // A device without sound.
  }
}
