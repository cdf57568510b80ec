import type { PoolClient } from 'pg';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { AlertArea, WireArea } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { AlertsContext } from './context';
import type { DraftContent } from './store/drafts';
import { templateInUse } from './templates/current';
import { render } from './templates/render';

/** What an officer chooses. */
export interface Choice {
  template: string;
  values: Readonly<Record<string, string>>;
  area: AlertArea;
  nextUpdateMinutes: number;
  expiresMinutes: number;
}

/** Returns the area with the names of its places. Throws `not_found` for a place that does not exist. */
function areaOf({ places }: Pick<AlertsContext, 'places'>, { campus, buildings }: AlertArea): WireArea {
  if (campus !== null) {
    const found = places.campuses().find(({ id }) => id === campus);
    if (!found) throw fail('not_found', `There is no campus ${campus}.`, { field: 'area' });
    return { campus: { id: found.id, name: found.name }, buildings: [] };
  }
  return {
    campus: null,
    buildings: [...new Set(buildings)].map((id) => {
      const building = places.get(id);
      if (!building) throw fail('not_found', `There is no building ${id}.`, { field: 'area' });
      return { id, name: building.name };
    }),
  };
}

/**
 * Returns the content of an alert: the texts of the approved template, with every variable replaced. Throws `not_found`
 * for an unknown template or place, and `conflict` for an open variable.
 */
export async function compose(
  app: Pick<AlertsContext, 'places'>,
  client: Pick<PoolClient, 'query'>,
  { kind, group = [], ...choice }: Choice & { kind: AlertKind; group?: string[] },
): Promise<DraftContent & { ends: boolean }> {
  const template = await templateInUse(client, choice.template);
  const area = areaOf(app, choice.area);
  const { category, event, response, urgency, severity, certainty, lifeSafety, ends } = template.content;
  const texts = render(template.content, {
    kind,
    values: choice.values,
    placeNames: area.campus ? [area.campus.name] : area.buildings.map(({ name }) => name),
    buildingName: (id) => app.places.get(id)?.name,
  });
  return {
    template: { name: template.name, version: template.version },
    category,
    event,
    response,
    urgency,
    severity,
    certainty,
    lifeSafety,
    ends,
    texts,
    area,
    group: [...new Set(group)].sort(),
    nextUpdateMinutes: choice.nextUpdateMinutes,
    expiresMinutes: choice.expiresMinutes,
  };
}
