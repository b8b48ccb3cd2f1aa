import type { MenuProps } from 'antd';

/** For a menu's entry whose label is a link: by keys, or beside the words, the entry alone is chosen. */
export const followLink: NonNullable<MenuProps['onClick']> = ({ domEvent }) => {
  const { target, currentTarget } = domEvent;
  if (target instanceof Element && target.closest('a') === null) currentTarget.querySelector('a')?.click();
};
