// Made by `npm run generate:clients` from `portico openapi mobile`.
export interface paths {
    "/api/auth/send_code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发送验证码 Send a code */
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
                         * 手机区号
                         * @description 1~4 位数字，默认 86
                         *
                         *     The calling code, with or without `+` or `00`; 86 unless told.
                         */
                        area?: string;
                        /**
                         * 手机或邮箱
                         * @description 不能为空
                         *
                         *     A phone or an e-mail; to sign in, a handle too.
                         */
                        account: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: Record<string, never>;
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
    "/api/auth/check_code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 校验验证码 Check a code */
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
                         * 手机区号
                         * @description 1~4 位数字，默认 86
                         *
                         *     The calling code, with or without `+` or `00`; 86 unless told.
                         */
                        area?: string;
                        /**
                         * 手机或邮箱
                         * @description 不能为空
                         *
                         *     A phone or an e-mail; to sign in, a handle too.
                         */
                        account: string;
                        /**
                         * 验证码
                         * @description 不能为空
                         *
                         *     The 6 digits that were sent.
                         */
                        code: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: Record<string, never>;
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
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 注册 Register */
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
                         * 手机区号
                         * @description 1~4 位数字，默认 86
                         *
                         *     The calling code, with or without `+` or `00`; 86 unless told.
                         */
                        area?: string;
                        /**
                         * 手机或邮箱
                         * @description 不能为空
                         *
                         *     A phone or an e-mail; to sign in, a handle too.
                         */
                        account: string;
                        /**
                         * 验证码
                         * @description 不能为空
                         *
                         *     The 6 digits that were sent.
                         */
                        code: string;
                        /**
                         * 密码
                         * @description 6~64 位
                         *
                         *     The password: a new one has 6 to 64 characters.
                         */
                        password: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                access_token: string;
                                refresh_token: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                expires_at: string;
                                /** @constant */
                                expires_in: 604800;
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
    "/api/auth/access_token": {
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
                         * 手机区号
                         * @description 1~4 位数字，默认 86
                         *
                         *     The calling code, with or without `+` or `00`; 86 unless told.
                         */
                        area?: string;
                        /**
                         * 手机或邮箱
                         * @description 不能为空
                         *
                         *     A phone or an e-mail; to sign in, a handle too.
                         */
                        account: string;
                        /**
                         * 密码
                         * @description 不能为空
                         *
                         *     The password: a new one has 6 to 64 characters.
                         */
                        password: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                access_token: string;
                                refresh_token: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                expires_at: string;
                                /** @constant */
                                expires_in: 604800;
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
    "/api/auth/refresh_token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 刷新 Token Renew the tokens */
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
                         * 刷新Token
                         * @description 不能为空
                         *
                         *     The refresh token.
                         */
                        refresh_token: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                access_token: string;
                                refresh_token: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                expires_at: string;
                                /** @constant */
                                expires_in: 604800;
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
    "/api/auth/destroy_token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 退出登录 Sign out */
        post: {
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: Record<string, never>;
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
    "/api/personal/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 个人资料 The own profile */
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                area: string;
                                phone: string;
                                email: string;
                                openid: string;
                                /**
                                 * @description 0 用户，1 管理员，2 所有者
                                 * @enum {integer}
                                 */
                                role: 0 | 1 | 2;
                                username: string;
                                is_active: boolean;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                nickname: string;
                                avatar: string;
                                /**
                                 * @description 0 女，1 男，2 保密
                                 * @enum {integer}
                                 */
                                gender: 0 | 1 | 2;
                                birthday: string;
                                address: string;
                            };
                        };
                    };
                };
            };
        };
        /** 修改个人资料 Change the own profile */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /**
                         * 昵称
                         * @description 最多 64 字
                         *
                         *     The nickname, 64 characters at most.
                         */
                        nickname?: string;
                        /**
                         * 头像地址
                         * @description 最多 1024 字的网址或路径
                         *
                         *     The address of a picture, 1024 characters at most.
                         */
                        avatar?: string;
                        /**
                         * 性别
                         * @description 0 女，1 男，2 保密
                         *
                         *     0 female, 1 male, 2 not told.
                         */
                        gender?: number;
                        /**
                         * 生日
                         * @description 真实的日期，如 1991-03-08
                         *
                         *     A real date, such as 1991-03-08.
                         */
                        birthday?: string;
                        /**
                         * 住址
                         * @description 最多 255 字
                         *
                         *     The address, 255 characters at most.
                         */
                        address?: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                area: string;
                                phone: string;
                                email: string;
                                openid: string;
                                /**
                                 * @description 0 用户，1 管理员，2 所有者
                                 * @enum {integer}
                                 */
                                role: 0 | 1 | 2;
                                username: string;
                                is_active: boolean;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                nickname: string;
                                avatar: string;
                                /**
                                 * @description 0 女，1 男，2 保密
                                 * @enum {integer}
                                 */
                                gender: 0 | 1 | 2;
                                birthday: string;
                                address: string;
                            };
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/bind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 绑定推送客户端 Bind a client for pushes */
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
                         * 客户端ID
                         * @description 1~200 个可见字符
                         *
                         *     The client’s id at the push vendor, 1 to 200 visible characters.
                         */
                        client_id: string;
                        /**
                         * 客户端类型
                         * @description android 或 ios
                         *
                         *     `android` or `ios`.
                         */
                        client_type: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                user_id: number;
                                client_id: string;
                                client_type: "android" | "ios";
                                switch: boolean;
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
    "/api/push/switch/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 推送开关状态 Whether a client takes pushes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description 客户端ID：1~200 个可见字符
                     *
                     *     The client’s id at the push vendor, 1 to 200 visible characters.
                     * @example xxxxxxx
                     */
                    client_id: string;
                };
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                user_id: number;
                                client_id: string;
                                client_type: "android" | "ios";
                                switch: boolean;
                            };
                        };
                    };
                };
            };
        };
        /** 修改推送开关 Turn pushes to a client on or off */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description 客户端ID：1~200 个可见字符
                     *
                     *     The client’s id at the push vendor, 1 to 200 visible characters.
                     * @example xxxxxxx
                     */
                    client_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * 推送开关状态
                         * @description true 或 false
                         *
                         *     Whether the client takes pushes.
                         */
                        switch: boolean;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: Record<string, never>;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 推送记录 The pushes that the caller may see */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description 分页数：从 1 开始的整数
                     *
                     *     Which page, from 1.
                     * @example 1
                     */
                    page_no?: number;
                    /**
                     * @description 数据量：1~100
                     *
                     *     How many on a page, 1 to 100.
                     * @example 20
                     */
                    page_size?: number;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                total: number;
                                pages: number;
                                current_page: number;
                                page_size: number;
                                data: {
                                    id: number;
                                    /** @constant */
                                    app_id: "";
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    created_at: string;
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    updated_at: string;
                                    push_title: string;
                                    push_body: string;
                                    /**
                                     * @description 0 所有人，1 指定用户
                                     * @enum {integer}
                                     */
                                    push_scope: 0 | 1;
                                    manager_id: number;
                                    /**
                                     * @description 0 排队中，1 已发送，2 失败
                                     * @enum {integer}
                                     */
                                    push_status: 0 | 1 | 2;
                                }[];
                            };
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
    "/api/push/log/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 推送详情 One push */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description ID：必须是整数
                     *
                     *     The record’s number.
                     * @example 1
                     */
                    id: number;
                };
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                push_title: string;
                                push_body: string;
                                /**
                                 * @description 0 所有人，1 指定用户
                                 * @enum {integer}
                                 */
                                push_scope: 0 | 1;
                                manager_id: number;
                            };
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
    "/api/push/log/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 清空推送记录 Clear the own view of the pushes */
        delete: {
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: Record<string, never>;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/message/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 未读消息数 How much is new */
        get: {
            parameters: {
                query: {
                    /**
                     * @description 推送id列表：最多 200 个整数，如 [1,2,3]
                     *
                     *     The pushes that the client has, 200 at most (M10).
                     * @example [1,2,3]
                     */
                    push_ids: string | number | number[];
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                push_count: number;
                                feedback_count: number;
                            };
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
    "/api/faq": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 常见问题 Frequent questions */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description 分页数：从 1 开始的整数
                     *
                     *     Which page, from 1.
                     * @example 1
                     */
                    page_no?: number;
                    /**
                     * @description 数据量：1~100
                     *
                     *     How many on a page, 1 to 100.
                     * @example 20
                     */
                    page_size?: number;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                total: number;
                                pages: number;
                                current_page: number;
                                page_size: number;
                                data: {
                                    id: number;
                                    /** @constant */
                                    app_id: "";
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    created_at: string;
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    updated_at: string;
                                    title: string;
                                    content: string;
                                    category: string;
                                    external_link: string;
                                }[];
                            };
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
    "/api/faq/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 常见问题详情 One question */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description ID：必须是整数
                     *
                     *     The record’s number.
                     * @example 2
                     */
                    id: number;
                };
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                title: string;
                                content: string;
                                category: string;
                                external_link: string;
                            };
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
    "/api/feedback_category": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 反馈类型 What feedback can be about */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description 分页数：从 1 开始的整数
                     *
                     *     Which page, from 1.
                     * @example 1
                     */
                    page_no?: number;
                    /**
                     * @description 数据量：1~100
                     *
                     *     How many on a page, 1 to 100.
                     * @example 20
                     */
                    page_size?: number;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                total: number;
                                pages: number;
                                current_page: number;
                                page_size: number;
                                data: {
                                    id: number;
                                    /** @constant */
                                    app_id: "";
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    created_at: string;
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    updated_at: string;
                                    name: string;
                                    description: string;
                                }[];
                            };
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
    "/api/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 我的反馈 The own feedback */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description 分页数：从 1 开始的整数
                     *
                     *     Which page, from 1.
                     * @example 1
                     */
                    page_no?: number;
                    /**
                     * @description 数据量：1~100
                     *
                     *     How many on a page, 1 to 100.
                     * @example 20
                     */
                    page_size?: number;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                total: number;
                                pages: number;
                                current_page: number;
                                page_size: number;
                                data: {
                                    id: number;
                                    /** @constant */
                                    app_id: "";
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    created_at: string;
                                    /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                    updated_at: string;
                                    feedback_content: string;
                                    /**
                                     * @description 0 未回复，1 已回复
                                     * @enum {integer}
                                     */
                                    feedback_status: 0 | 1;
                                    feedback_category_id: number | null;
                                    contact_phone: string;
                                    user_id: number;
                                }[];
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        /** 提交反馈 Send feedback */
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
                         * 反馈内容
                         * @description 1~2000 字
                         *
                         *     What is said, 1 to 2000 characters.
                         */
                        feedback_content: string;
                        /**
                         * 反馈类型ID
                         * @description 已有的反馈类型
                         *
                         *     What it is about: the number of a category.
                         */
                        feedback_category_id?: number;
                        /**
                         * 联系电话
                         * @description 最多 32 字
                         *
                         *     Where to call back, 32 characters at most.
                         */
                        contact_phone?: string;
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                feedback_content: string;
                                /**
                                 * @description 0 未回复，1 已回复
                                 * @enum {integer}
                                 */
                                feedback_status: 0 | 1;
                                feedback_category_id: number | null;
                                contact_phone: string;
                                user_id: number;
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
    "/api/feedback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 删除反馈 Remove the own feedback */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description ID：必须是整数
                     *
                     *     The record’s number.
                     * @example 3
                     */
                    id: number;
                };
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: Record<string, never>;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feedback/reply/{feedback_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 反馈回复 The newest reply */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description ID：必须是整数
                     *
                     *     The feedback’s number.
                     * @example 3
                     */
                    feedback_id: number;
                };
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
                            code: 0;
                            /** @constant */
                            message: "success";
                            data: {
                                id: number;
                                /** @constant */
                                app_id: "";
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                created_at: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                updated_at: string;
                                reply_content: string;
                                manager_id: number;
                                feedback_id: number;
                                is_read: boolean;
                            };
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
