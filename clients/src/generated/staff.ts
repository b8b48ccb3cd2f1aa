// Made by `npm run generate:clients` from `portico openapi staff`.
export interface paths {
    "/signUp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 注册 Sign up */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * 用户头像
                         * Format: binary
                         * @description png、jpg、jpeg、bmp 类型的图片，文件最大 30k(30720)，宽和高最大 1024 像素
                         *
                         *     A png, jpg or bmp: 30720 bytes and 1024 × 1024 pixels at most, judged by its bytes.
                         */
                        avatar: Blob;
                        /**
                         * 用户名
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成，不能像手机号
                         *
                         *     What the person is called and signs in with: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        nickname: string;
                        /**
                         * 密码
                         * @description 6~16 位，只能由字母、数字、下划线 _ 、破折号 - 组成
                         *
                         *     The password: 6 to 16 letters, digits, `_` or `-`.
                         */
                        passwd: string;
                        /**
                         * 确认密码
                         * @description 须与密码一致
                         *
                         *     The password once more.
                         */
                        repasswd: string;
                        /**
                         * 姓名
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     The real name: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        name: string;
                        /**
                         * 手机号
                         * @description 11 位手机号，不能是虚拟手机号
                         *
                         *     A mainland mobile number of 11 digits, not of a virtual operator.
                         */
                        phone: string;
                        /**
                         * 职务
                         * @description 2~20 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     What the person does: 2 to 20 Chinese characters, letters, digits, `_` or `-`.
                         */
                        position: string;
                        /**
                         * 邮箱
                         * @description 有效的邮箱地址，最多 254 字
                         *
                         *     An e-mail address, 254 characters at most.
                         */
                        email: string;
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
                            status: true;
                            data: unknown[];
                            message: "注册成功，请等待管理员审核" | "注册成功";
                            /** @constant */
                            cmd: "signUp";
                        };
                    };
                };
            };
        };
        /** 注册（POST） Sign up (POST) */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * 用户头像
                         * Format: binary
                         * @description png、jpg、jpeg、bmp 类型的图片，文件最大 30k(30720)，宽和高最大 1024 像素
                         *
                         *     A png, jpg or bmp: 30720 bytes and 1024 × 1024 pixels at most, judged by its bytes.
                         */
                        avatar: Blob;
                        /**
                         * 用户名
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成，不能像手机号
                         *
                         *     What the person is called and signs in with: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        nickname: string;
                        /**
                         * 密码
                         * @description 6~16 位，只能由字母、数字、下划线 _ 、破折号 - 组成
                         *
                         *     The password: 6 to 16 letters, digits, `_` or `-`.
                         */
                        passwd: string;
                        /**
                         * 确认密码
                         * @description 须与密码一致
                         *
                         *     The password once more.
                         */
                        repasswd: string;
                        /**
                         * 姓名
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     The real name: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        name: string;
                        /**
                         * 手机号
                         * @description 11 位手机号，不能是虚拟手机号
                         *
                         *     A mainland mobile number of 11 digits, not of a virtual operator.
                         */
                        phone: string;
                        /**
                         * 职务
                         * @description 2~20 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     What the person does: 2 to 20 Chinese characters, letters, digits, `_` or `-`.
                         */
                        position: string;
                        /**
                         * 邮箱
                         * @description 有效的邮箱地址，最多 254 字
                         *
                         *     An e-mail address, 254 characters at most.
                         */
                        email: string;
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
                            status: true;
                            data: unknown[];
                            message: "注册成功，请等待管理员审核" | "注册成功";
                            /** @constant */
                            cmd: "signUp";
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
    "/login": {
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
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     What the person is called and signs in with: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        nickname: string;
                        /**
                         * 密码
                         * @description 6~16 位，只能由字母、数字、下划线 _ 、破折号 - 组成
                         *
                         *     The password: 6 to 16 letters, digits, `_` or `-`.
                         */
                        passwd: string;
                        /**
                         * 验证码
                         * @description 5 位，只能为字母和数字组成
                         *
                         *     What the captcha shows: 5 letters and digits.
                         */
                        captcha_code: string;
                        /**
                         * 验证码id
                         * @description 由获取验证码接口返回的字符串
                         *
                         *     The `id` of the captcha.
                         */
                        captcha_id: string;
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
                            status: true;
                            data: {
                                /**
                                 * @description 1 已审核
                                 * @enum {integer}
                                 */
                                account_status: 1;
                                id: number;
                                nickname: string;
                                token: string;
                                /**
                                 * @description 1 所有者，2 管理员，3 用户
                                 * @enum {integer}
                                 */
                                user_level: 1 | 2 | 3;
                            };
                            message: "登录成功";
                            /** @constant */
                            cmd: "login";
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
    "/list/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 用户列表 The whole directory */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description 页码：从 1 开始的整型参数
                     *
                     *     Which page, from 1.
                     * @example 1
                     */
                    page?: number;
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
                            status: true;
                            data: {
                                total: number;
                                /** @constant */
                                per_page: 15;
                                current_page: number;
                                last_page: number;
                                data: {
                                    id: number;
                                    nickname: string;
                                    name: string;
                                    phone: string;
                                    email: string;
                                    position: string;
                                    account_status: "待审核" | "已审核" | "已拒绝" | "已冻结";
                                    /**
                                     * @description 1 所有者，2 管理员，3 用户
                                     * @enum {integer}
                                     */
                                    user_level: 1 | 2 | 3;
                                    create_time: string;
                                }[];
                            };
                            message: "success";
                            /** @constant */
                            cmd: "list/user";
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
    "/user/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 用户详情 One person */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description 用户id：整型参数
                     *
                     *     The person’s number.
                     * @example 57
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
                            status: true;
                            data: {
                                email: string;
                                id: number;
                                name: string;
                                nickname: string;
                                phone: string;
                                position: string;
                            };
                            message: "success";
                            cmd: string;
                        };
                    };
                };
            };
        };
        /** 修改用户 Change a person */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description 用户id：整型参数
                     *
                     *     The person’s number.
                     * @example 45
                     */
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /**
                         * 姓名
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     The real name: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        name?: string;
                        /**
                         * 用户名
                         * @description 2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成，不能像手机号
                         *
                         *     What the person is called and signs in with: 2 to 16 Chinese characters, letters, digits, `_` or `-`.
                         */
                        nickname?: string;
                        /**
                         * 手机号
                         * @description 11 位手机号，不能是虚拟手机号
                         *
                         *     A mainland mobile number of 11 digits, not of a virtual operator.
                         */
                        phone?: string;
                        /**
                         * 职务
                         * @description 2~20 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成
                         *
                         *     What the person does: 2 to 20 Chinese characters, letters, digits, `_` or `-`.
                         */
                        position?: string;
                        /**
                         * 邮箱
                         * @description 有效的邮箱地址，最多 254 字
                         *
                         *     An e-mail address, 254 characters at most.
                         */
                        email?: string;
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
                            status: true;
                            data: unknown[];
                            message: "success";
                            cmd: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** 删除用户 Delete a person */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description 用户id：整型参数
                     *
                     *     The person’s number.
                     * @example 46
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
                            status: true;
                            /** @constant */
                            data: true;
                            message: "success";
                            cmd: string;
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
    "/audit/user/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 审核用户 Approve a person */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description 用户id：整型参数
                     *
                     *     The person’s number.
                     * @example 57
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
                            status: true;
                            data: unknown[];
                            message: "success";
                            /** @constant */
                            cmd: "audit/user";
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
    "/captcha": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 验证码生成 A captcha */
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
                            status: true;
                            data: {
                                id: string;
                                captcha_id: string;
                                picture: string;
                            };
                            message: "success";
                            /** @constant */
                            cmd: "captcha";
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
