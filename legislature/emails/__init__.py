"""Messages to legislators and to who built an edition."""
