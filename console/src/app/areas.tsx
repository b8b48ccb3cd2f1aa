import {
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BellOutlined,
  CloudUploadOutlined,
  CommentOutlined,
  HourglassOutlined,
  ImportOutlined,
  KeyOutlined,
  LockOutlined,
  LoginOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
  SendOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Right } from '../../../src/core/rights.ts';

/** What the navigation leads to. */
export type AreaName =
  | 'dashboard'
  | 'accounts'
  | 'releases'
  | 'licences'
  | 'faqs'
  | 'feedback'
  | 'pushes'
  | 'doors'
  | 'imports'
  | 'jobs'
  | 'vault'
  | 'keys'
  | 'webhooks'
  | 'settings'
  | 'audit';

/** One entry of the navigation. */
export interface Area {
  name: AreaName;
  path: string;
  icon: ReactNode;
  /** Without it the entry is not shown. */
  needs: Right;
  group?: 'people' | 'product' | 'messages' | 'security' | 'system';
}

/** The navigation, from top to bottom. */
export const areas: readonly Area[] = [
  { name: 'dashboard', path: '/', icon: <AppstoreOutlined />, needs: 'dashboard:read' },
  { name: 'accounts', path: '/accounts', icon: <TeamOutlined />, needs: 'accounts:read', group: 'people' },
  { name: 'feedback', path: '/feedback', icon: <CommentOutlined />, needs: 'messages:read', group: 'messages' },
  { name: 'faqs', path: '/faqs', icon: <QuestionCircleOutlined />, needs: 'messages:read', group: 'messages' },
  { name: 'pushes', path: '/pushes', icon: <BellOutlined />, needs: 'pushes:read', group: 'messages' },
  { name: 'releases', path: '/releases', icon: <CloudUploadOutlined />, needs: 'releases:read', group: 'product' },
  {
    name: 'licences',
    path: '/licences',
    icon: <SafetyCertificateOutlined />,
    needs: 'licences:read',
    group: 'product',
  },
  { name: 'vault', path: '/vault', icon: <LockOutlined />, needs: 'vault:read', group: 'security' },
  { name: 'keys', path: '/keys', icon: <KeyOutlined />, needs: 'keys:read', group: 'security' },
  { name: 'audit', path: '/audit', icon: <AuditOutlined />, needs: 'audit:read', group: 'security' },
  { name: 'doors', path: '/doors', icon: <LoginOutlined />, needs: 'dashboard:read', group: 'system' },
  { name: 'imports', path: '/imports', icon: <ImportOutlined />, needs: 'accounts:read', group: 'system' },
  { name: 'jobs', path: '/jobs', icon: <HourglassOutlined />, needs: 'jobs:read', group: 'system' },
  { name: 'webhooks', path: '/webhooks', icon: <SendOutlined />, needs: 'webhooks:read', group: 'system' },
  { name: 'settings', path: '/settings', icon: <SettingOutlined />, needs: 'settings:read', group: 'system' },
];

/** Where the API's reference is: a page of the server, not of the console. */
export const apiReference = { href: '/management/docs', icon: <ApiOutlined />, group: 'system' } as const;
