// Made by `npm run generate:clients` from `portico openapi blog`.
export interface paths {
    "/blogapi/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 验证邮箱 Prove an e-mail address */
        get: {
            parameters: {
                query: {
                    /**
                     * @description 链接凭证：邮件链接中的字母和数字
                     *
                     *     What the mailed link ends with; not the signature.
                     * @example WhatTheLinkEndsWith
                     */
                    token: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @constant */
                                emailVerified: true;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        /** 验证邮箱（POST） Prove an e-mail address (POST) */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * 链接凭证
                         * @description 邮件链接中的字母和数字
                         *
                         *     What the mailed link ends with; not the signature.
                         */
                        token: string;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @constant */
                                emailVerified: true;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blogapi/reg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 用户注册 Register */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * 用户名
                         * @description 2~32 位字母、数字或 -_+<>. ，且不能像手机号或邮箱
                         *
                         *     The handle: 2 to 32 letters, digits or `-_+<>.`; to sign in, a phone or an e-mail too.
                         */
                        account: string;
                        /**
                         * 密码
                         * @description 密码的 md5，32 位十六进制字符
                         *
                         *     The md5 of the password: 32 hexadecimal digits.
                         */
                        password: string;
                        /**
                         * 邮箱
                         * @description 有效的邮箱地址
                         *
                         *     An e-mail address.
                         */
                        email: string;
                        /**
                         * 昵称
                         * @description 最多 32 个字
                         *
                         *     The nickname, 32 characters at most.
                         */
                        nick?: string;
                        /**
                         * 图形验证码
                         * @description 不能为空
                         *
                         *     What the captcha shows.
                         */
                        captcha: string;
                        /**
                         * 验证码编号
                         * @description 最多 64 位
                         *
                         *     The `X-Captcha-Id` of the captcha, from clients without cookies.
                         */
                        captcha_id?: string;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                account: string;
                                email: string;
                                emailVerified: boolean;
                                status: "pending" | "normal" | "reject" | "freeze";
                                nick: string;
                                /** @description 毫秒时间戳。Epoch milliseconds. */
                                created: number;
                                /** @constant */
                                type: "client";
                                /**
                                 * @description 0 用户，1 管理员，2 所有者
                                 * @enum {integer}
                                 */
                                level: 0 | 1 | 2;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blogapi/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登录 Sign in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * 用户名
                         * @description 用户名、手机号或邮箱，不能为空
                         *
                         *     The handle: 2 to 32 letters, digits or `-_+<>.`; to sign in, a phone or an e-mail too.
                         */
                        account: string;
                        /**
                         * 密码
                         * @description 密码的 md5，32 位十六进制字符
                         *
                         *     The md5 of the password: 32 hexadecimal digits.
                         */
                        password: string;
                        /**
                         * 图形验证码
                         * @description 最多 64 位
                         *
                         *     What the captcha shows.
                         */
                        captcha?: string;
                        /**
                         * 验证码编号
                         * @description 最多 64 位
                         *
                         *     The `X-Captcha-Id` of the captcha, from clients without cookies.
                         */
                        captcha_id?: string;
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                account: string;
                                email: string;
                                emailVerified: boolean;
                                status: "pending" | "normal" | "reject" | "freeze";
                                nick: string;
                                /** @description 毫秒时间戳。Epoch milliseconds. */
                                created: number;
                                /** @constant */
                                type: "client";
                                /**
                                 * @description 0 用户，1 管理员，2 所有者
                                 * @enum {integer}
                                 */
                                level: 0 | 1 | 2;
                                token: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 退出登录 Sign out */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
