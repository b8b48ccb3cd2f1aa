import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Captcha } from '../../../../src/management/session/schemas.ts';
import { api } from '../../api/client.ts';
import styles from './captcha.module.css';

/** A captcha that is fetched once it is asked for. */
export function useCaptcha() {
  const [round, setRound] = useState(0);
  // None is shown twice: neither at another visit of the page, which counts its rounds anew, nor in a later round.
  const [visit] = useState(() => Math.random());
  const { data, error } = useQuery({
    queryKey: ['captcha', visit, round],
    queryFn: ({ signal }) => api.get<Captcha>('/captcha', { signal }),
    enabled: round > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isShown = round > 0;
  return {
    isShown,
    isMissing: isShown && data === undefined,
    id: data?.id,
    image: data?.image,
    error,
    renew: () => setRound((count) => count + 1),
  };
}

interface CaptchaPictureProps {
  image: string | undefined;
  onRenew: () => void;
  label: string;
}

/** The picture; pressed, it becomes another one. */
export function CaptchaPicture({ image, onRenew, label }: CaptchaPictureProps) {
  return (
    <button type="button" onClick={onRenew} aria-label={label} title={label} className={styles.picture}>
      {image && <img src={image} alt="" width={150} height={50} />}
    </button>
  );
}
