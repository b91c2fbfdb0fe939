/** Where the camera stands: around a point, at two angles and a distance. Pure. */

/** @typedef {{azimuth: number, polar: number, distance: number}} Orbit Radians from south and from above; metres. */

export const STEP = Math.PI / 12;
export const CLOSER = 0.8;
export const POLAR = { least: 0.05, most: 1.45 };
const ROOM_AROUND = 1.1;
export const LEAST_DISTANCE = 3;
/** As an architect draws: from a corner, 42° above the ground. */
const FIRST = { azimuth: 0.5, polar: Math.PI / 2 - (42 * Math.PI) / 180 };

/**
 * As near as one sees all points.
 * @param {[number, number, number][]} points From the one that is looked at. @param {number} fov Radians, upright.
 * @param {number} aspect Width by height. @returns {Orbit}
 */
export function orbitAround(points, fov, aspect) {
  const { azimuth, polar } = FIRST;
  const [sinA, cosA, sinP, cosP] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(polar), Math.cos(polar)];
  const distances = points.map(([x, y, z]) => {
    const across = Math.abs(x * cosA - z * sinA);
    const up = Math.abs(y * sinP - cosP * (x * sinA + z * cosA));
    const towards = y * cosP + sinP * (x * sinA + z * cosA);
    return towards + Math.max(across / aspect, up) / Math.tan(fov / 2);
  });
  return { ...FIRST, distance: Math.max(LEAST_DISTANCE, ROOM_AROUND * Math.max(...distances)) };
}

/** @param {Orbit} orbit @param {Partial<{azimuth: number, polar: number, factor: number}>} by @param {{least: number, most: number}} limits Of the distance. @returns {Orbit} */
export function moved(orbit, { azimuth = 0, polar = 0, factor = 1 }, limits) {
  return {
    azimuth: orbit.azimuth + azimuth,
    polar: Math.min(POLAR.most, Math.max(POLAR.least, orbit.polar + polar)),
    distance: Math.min(limits.most, Math.max(limits.least, orbit.distance * factor)),
  };
}

/** @param {Orbit} orbit @returns {[number, number, number]} From the point that it is around. */
export function offsetOf({ azimuth, polar, distance }) {
  const flat = distance * Math.sin(polar);
  return [flat * Math.sin(azimuth), distance * Math.cos(polar), flat * Math.cos(azimuth)];
}
