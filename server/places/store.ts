import type { Db } from '@/db/client';
import { Prisma } from '@/db/generated/client';
import { type Outline, outlineOf, type Places, ringsOf } from './geojson';
import type { Building } from './geometry';

/** All places, in order of name. */
export async function readPlaces(db: Db): Promise<Places> {
  const campuses = await db.prisma.campus.findMany({ orderBy: { name: 'asc' } });
  const rows = await db.prisma.building.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  const buildings = rows.map(({ boundary, latitude, longitude, radius, ...row }): Building => {
    if (latitude === null || longitude === null || radius === null) {
      return { ...row, latitude: null, longitude: null, radius: null, polygon: null };
    }
    return {
      ...row,
      latitude,
      longitude,
      radius,
      polygon: boundary ? ringsOf(boundary as unknown as Outline) : null,
    };
  });
  return { campuses, buildings };
}

/** Adds the places; those with a known id are replaced. All or none. */
export async function savePlaces(db: Db, { campuses, buildings }: Places): Promise<void> {
  const writes = [
    ...campuses.map(({ id, ...data }) =>
      db.prisma.campus.upsert({ where: { id }, create: { id, ...data }, update: data }),
    ),
    ...buildings.map(({ id, polygon, ...place }) => {
      const boundary = polygon ? (outlineOf(polygon) as unknown as Prisma.InputJsonValue) : Prisma.DbNull;
      const data = { ...place, boundary };
      return db.prisma.building.upsert({ where: { id }, create: { id, ...data }, update: data });
    }),
  ];
  await db.prisma.$transaction(writes);
}

export async function countBuildings(db: Db): Promise<number> {
  return db.prisma.building.count();
}
