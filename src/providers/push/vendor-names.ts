/** Every vendor there is; beside the vendors themselves, which bring libraries along. */
export const pushVendorNames = ['getui', 'jpush', 'fcm', 'apns'] as const;
export type PushVendorName = (typeof pushVendorNames)[number];
