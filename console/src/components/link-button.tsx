import { createLink } from '@tanstack/react-router';
import { Button } from 'antd';

/** A link to a page of the console that looks like a button: `<LinkButton to="/accounts" type="primary">`. */
export const LinkButton = createLink(Button);
