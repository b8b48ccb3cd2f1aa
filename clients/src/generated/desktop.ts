// Made by `npm run generate:clients` from `portico openapi desktop`.
export interface paths {
    "/api/user/sendCode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发送验证码 Send a code by SMS */
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
                         * 手机号
                         * @description 不能为空
                         *
                         *     A mainland mobile number.
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
                            data: {
                                Message: string;
                                RequestId: string;
                                Code: string;
                                BizId: string;
                            };
                            meta: {
                                /** @constant */
                                msg: "发送成功";
                                /** @constant */
                                status: 200;
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
    "/api/user/verifyCode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 校验验证码并登录 Sign in with the code */
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
                         * 手机号
                         * @description 不能为空
                         *
                         *     A mainland mobile number.
                         */
                        account: string;
                        /**
                         * 验证码
                         * @description 6 位数字
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
                            data: {
                                account: string;
                                /** @constant */
                                password: "";
                                name: string;
                                imgsrc: string;
                                signature: string;
                                breif: string | null;
                                license_number: string | null;
                                /**
                                 * @description 1 正常，2 已过期，3 已吊销
                                 * @enum {integer}
                                 */
                                status: 1 | 2 | 3;
                                effect_date: string | null;
                                expired_time: string | null;
                                token: string;
                            };
                            meta: {
                                /** @constant */
                                msg: "登录成功！";
                                /** @constant */
                                status: 200;
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
    "/api/upgrade/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 上传升级包 Upload a release */
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
                         * 版本号
                         * @description 不能为空
                         *
                         *     The release’s version: 1 to 64 of `[0-9A-Za-z.+_-]`.
                         */
                        version: string;
                        /**
                         * 升级文件
                         * Format: binary
                         * @description 不能为空，且只能有一个
                         *
                         *     The file of the release.
                         */
                        file: Blob;
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
                            data: {
                                path: string;
                            };
                            meta: {
                                /** @constant */
                                msg: "success";
                                /** @constant */
                                status: 200;
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
    "/api/upgrade/checkVersion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 检测最新版本 Ask for the newest release */
        post: {
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
                         * 升级通道
                         * @description 默认 stable
                         *
                         *     Whose releases to offer besides the stable ones (D7).
                         */
                        channel?: string;
                        /**
                         * 设备标识
                         * @description 1~128 字，安装时生成的编号
                         *
                         *     The installation’s own id, 1 to 128 characters (D7).
                         */
                        device?: string;
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
                            data: {
                                version: number | string;
                                path: string;
                                full_path: string;
                                /** @description YYYY-MM-DD HH:mm:ss，服务器设定的时区（默认 Asia/Shanghai）。In the configured zone. */
                                release_time: string;
                                desc: string | null;
                                size: number;
                                sha256: string;
                            };
                            meta: {
                                /** @constant */
                                msg: "success";
                                /** @constant */
                                status: 200;
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
    "/api/heart/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 心跳检测 Heartbeat */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                id: number;
                                username: string;
                                mobile: string;
                                /** @constant */
                                type: 1;
                                openid: string;
                                email: string;
                                create_time: string;
                                modify_time: string | null;
                                /** @constant */
                                is_delete: false;
                                is_active: boolean;
                                license: {
                                    number: string | null;
                                    /**
                                     * @description 1 正常，2 已过期，3 已吊销
                                     * @enum {integer}
                                     */
                                    status: 1 | 2 | 3;
                                    effect_date: string | null;
                                    expired_time: string | null;
                                };
                                token?: string;
                            };
                            meta: {
                                /** @constant */
                                msg: "心跳正常";
                                /** @constant */
                                status: 201;
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
}
