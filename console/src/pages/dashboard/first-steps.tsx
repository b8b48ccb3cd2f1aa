import {
  ApiOutlined,
  CloudUploadOutlined,
  KeyOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
} from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Right } from '../../../../src/core/rights.ts';
import { useRights } from '../../api/session.ts';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './dashboard.module.css';
import { dashboardTexts } from './texts.ts';

interface Step {
  name: 'settings' | 'releases' | 'licences' | 'faqs' | 'keys';
  needs: Right;
  icon: ReactNode;
}

const steps: readonly Step[] = [
  { name: 'settings', needs: 'settings:read', icon: <ApiOutlined /> },
  { name: 'releases', needs: 'releases:write', icon: <CloudUploadOutlined /> },
  { name: 'licences', needs: 'licences:write', icon: <SafetyCertificateOutlined /> },
  { name: 'faqs', needs: 'messages:write', icon: <QuestionCircleOutlined /> },
  { name: 'keys', needs: 'keys:write', icon: <KeyOutlined /> },
];

/** What to do first on a server that nobody uses yet. */
export function FirstSteps() {
  const t = useTexts(dashboardTexts);
  const may = useRights();
  return (
    <Section title={t('first.title')}>
      <p className={styles.hint}>{t('first.hint')}</p>
      <ul className={styles.steps}>
        {steps
          .filter(({ needs }) => may(needs))
          .map(({ name, icon }) => (
            <li key={name}>
              <Link to={`/${name}` as '/'} className={styles.step}>
                <span className={styles.stepIcon} aria-hidden>
                  {icon}
                </span>
                <span>
                  <strong>{t(`first.${name}.title`)}</strong>
                  <span className={styles.stepText}>{t(`first.${name}.text`)}</span>
                </span>
              </Link>
            </li>
          ))}
      </ul>
    </Section>
  );
}
