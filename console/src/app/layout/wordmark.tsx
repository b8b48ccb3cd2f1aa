import { useBranding } from '../../api/branding.ts';
import styles from './wordmark.module.css';

/** The installation's sign and name. */
export function Wordmark() {
  const { productName, accentColor, logo } = useBranding();
  return (
    <span className={styles.wordmark}>
      {logo ? <img src={logo} alt="" height={28} className={styles.logo} /> : <Sign color={accentColor} />}
      <span className={styles.name}>{productName}</span>
    </span>
  );
}

function Sign({ color }: { color: string }) {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" className={styles.sign}>
      <rect width="32" height="32" rx="8" fill={color} />
      <path d="M16 5.5 26 11v2H6v-2zM7.5 14.5h3V23h-3zM12.2 14.5h3V23h-3zM16.8 14.5h3V23h-3zM21.5 14.5h3V23h-3zM6 24.3h20v2.4H6z" />
    </svg>
  );
}
