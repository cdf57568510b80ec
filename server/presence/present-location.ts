import type { WirePlace } from '@/protocol/messages';
import type { PresenceContext } from './context';
import type { PresenceState } from './store';

/** Returns a user's own location in the form of the protocol. */
export function presentLocation(app: PresenceContext, state: PresenceState): WirePlace {
  const building = state.buildingId === null ? undefined : app.places.get(state.buildingId);
  const { sharing, declared, range, cell, device } = state;
  return {
    sharing,
    declared,
    range,
    building: building ? { id: building.id, name: building.name } : null,
    state: locationState(app, state),
    findable: state.online && sharing && cell !== null,
    ...(sharing && { until: until(state) }),
    ...(cell && device && { device }),
  };
}

function until({ end, until }: PresenceState): NonNullable<WirePlace['until']> {
  if (end === 'time') return new Date(until ?? 0).toISOString();
  return end;
}

function locationState(app: PresenceContext, state: PresenceState): WirePlace['state'] {
  if (state.buildingId !== null) return 'inside';
  if (!state.sharing) return 'off';
  if (app.positionTracker.lastLocated(state.userId, state.device?.id ?? null) === 'unknown') return 'unknown';
  return state.cell ? 'outside' : 'waiting';
}
