import type { Device, OwnedDevice } from '../../core/licences/heartbeats.ts';
import { type NamedLicence, stateOf } from '../../core/licences/licences.ts';
import { printTime } from '../schemas.ts';
import type { DeviceView, LicenceView, OwnedDeviceView } from './schemas.ts';

/** One licence as it is answered. */
export function viewLicence(licence: NamedLicence, now: number): LicenceView {
  const { account_id: id, account_name: name } = licence;
  return {
    id: licence.id,
    number: licence.number,
    state: stateOf(licence, now),
    account: id === null ? null : { id, name: name ?? `#${id}` },
    effectAt: printTime(licence.effect_at),
    expiresAt: printTime(licence.expires_at),
    revokedAt: printTime(licence.revoked_at),
    note: licence.note,
    createdAt: printTime(licence.created_at),
    version: licence.updated_at,
  };
}

/** One device as it is answered. */
export function viewDevice(device: Device): DeviceView {
  return {
    sessionId: device.session_id,
    state: device.state,
    firstAt: printTime(device.first_at),
    lastAt: printTime(device.last_at),
    dueAt: printTime(device.due_at),
    beats: device.beats,
    address: device.address,
    userAgent: device.user_agent,
    programVersion: device.program_version,
  };
}

/** The same with whose it is. */
export function viewOwnedDevice(device: OwnedDevice): OwnedDeviceView {
  const { account_id: id, licence_id, licence_number } = device;
  return {
    ...viewDevice(device),
    account: { id, name: device.account_name ?? `#${id}` },
    licence: licence_id === null ? null : { id: licence_id, number: licence_number ?? '' },
  };
}
