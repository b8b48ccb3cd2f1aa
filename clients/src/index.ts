export { type BlogCaptcha, type BlogClient, type BlogOptions, createBlogClient } from './blog.ts';
export { md5, type Signed, type SigningKey, signParameters } from './blog-signature.ts';
export type { AnswerTo, BodyTo, CallControl, Calls } from './calls.ts';
export type { Clock } from './clock.ts';
export { type Contract, ContractError, type FieldError } from './contract-error.ts';
export {
  createDesktopClient,
  type DesktopClient,
  type DesktopOptions,
  type HeartbeatAnswer,
  type Release,
} from './desktop.ts';
export { ChecksumError, type DownloadOptions } from './download.ts';
export type { paths as BlogPaths } from './generated/blog.ts';
export type { paths as DesktopPaths } from './generated/desktop.ts';
export type { paths as MobilePaths } from './generated/mobile.ts';
export type { paths as PanelPaths } from './generated/panel.ts';
export type { paths as StaffPaths } from './generated/staff.ts';
export type { Heartbeat, HeartbeatOptions } from './heartbeat.ts';
export { createMobileClient, type MobileClient, type MobileOptions } from './mobile.ts';
export type { PauseReason } from './page-state.ts';
export { createPanelClient, type PanelClient, type PanelOptions } from './panel.ts';
export { createStaffClient, type StaffClient, type StaffOptions } from './staff.ts';
export { memoryStore, type Store, storageStore, type TextStorage } from './store.ts';
export type { MobileTokens } from './token-renewal.ts';
export type { ClientOptions } from './transport.ts';
export { compareVersions } from './versions.ts';
